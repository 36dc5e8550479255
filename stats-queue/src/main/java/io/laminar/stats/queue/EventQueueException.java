package io.laminar.stats.queue;

/** An event was acknowledged neither by Kafka nor by the disk. */
public final class EventQueueException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why not, as far as a caller must tell it apart. */
  public enum Kind {
    /** Too many events wait; this one was not taken. */
    FULL,
    /** Neither Kafka nor the disk within the deadline; it may get there all the same. */
    LATE,
    /** Kafka is away, and the disk cannot take it either. */
    UNKEPT,
    /** Kafka refused it. */
    REFUSED,
    /** The queue is closed or closing; it may have got to Kafka if it was taken before. */
    CLOSED
  }

  private final Kind kind;

  EventQueueException(Kind kind, String message, Throwable cause) {
    // no stack trace: when Kafka is away, every notice fails
    super(message, cause, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
