package io.laminar.stats.event;

/**
 * Says nothing but that it was sent. That it came out at the far end shows that the queue works.
 *
 * @param sender the process that sent it
 */
public record Heartbeat(String sender, long atMillis) implements Event {
  public Heartbeat {
    Texts.requireLegal("sender", sender);
    Times.requireLegal(atMillis);
  }
}
