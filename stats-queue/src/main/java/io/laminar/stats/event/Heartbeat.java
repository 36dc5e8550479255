package io.laminar.stats.event;

/**
 * Says nothing but that it was sent. That it came out at the far end shows that the queue works.
 *
 * @param sender the process that sent it
 * @param leaving true for the last one of a process that ends in order: nobody needs to wait for
 *     more
 */
public record Heartbeat(String sender, long atMillis, boolean leaving) implements Event {
  public Heartbeat {
    Texts.requireLegal("sender", sender);
    Times.requireLegal(atMillis);
  }

  /** One that others follow. */
  public Heartbeat(String sender, long atMillis) {
    this(sender, atMillis, false);
  }
}
