package io.laminar.bidder.canary;

/**
 * What one look at the canary's place showed.
 *
 * @param remainingMillis how much longer the canary lives, measured by the store after it was
 *     asked; 0 or less: there is none
 * @param committedAtMillis when the statistics it stands for were committed, in milliseconds since
 *     the epoch on the clock of whoever wrote it
 * @param absence why there is none, in words; empty if there is one
 */
public record Sighting(long remainingMillis, long committedAtMillis, String absence) {

  /** The place was empty. */
  public static final Sighting NONE = none("there is no canary");

  public static Sighting of(long remainingMillis, long committedAtMillis) {
    return new Sighting(remainingMillis, committedAtMillis, "");
  }

  /** Something was there, but it proves nothing. */
  public static Sighting none(String why) {
    return new Sighting(0, 0, why);
  }

  public boolean isPresent() {
    return remainingMillis > 0;
  }
}
