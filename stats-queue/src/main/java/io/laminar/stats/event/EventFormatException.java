package io.laminar.stats.event;

/** Bytes that are not an event; the message says where and why, in one line. */
public final class EventFormatException extends Exception {

  private static final long serialVersionUID = 1L;

  EventFormatException(String message) {
    // no stack trace: it would only show the codec, and a flood of bad records must stay cheap
    super(message, null, false, false);
  }
}
