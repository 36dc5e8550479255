package io.laminar.bidder.frequency;

/** Plays the store of a book. */
public final class SeenHelper {

  private SeenHelper() {}

  /** The store answers that the user has seen nothing. */
  public static void load(SeenBook book, long user) {
    book.loaded(user, History.NOTHING);
  }
}
