package io.laminar.load.watch;

/**
 * What is known at a moment.
 *
 * @param canary {@code alive}, why it is not, or empty if the bidder does not tell
 * @param step of the migration, such as {@code S3}; empty if nobody tells
 */
public record Sight(String canary, String step) {

  /** Nothing known yet. */
  public static final Sight NOTHING = new Sight("", "");
}
