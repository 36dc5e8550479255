package io.laminar.stats.queue;

/** Something that waits for the drain thread. */
interface Outgoing {

  /**
   * Hands it to Kafka. Called once, on the drain thread, which may block in it.
   *
   * <p>Whatever comes of it, {@link Outbox#release} must be called once when it is settled.
   */
  void sendThrough(KafkaSender kafka);

  /** The queue closed before this was sent; called instead of {@link #sendThrough}. */
  void abandon();
}
