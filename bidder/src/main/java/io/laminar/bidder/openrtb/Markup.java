package io.laminar.bidder.openrtb;

/** The markup of a creative, ready to be written as {@code adm}. */
public abstract sealed class Markup permits TextMarkup, NativeMarkup {

  Markup() {}

  /**
   * Writes the markup as it stands between the quotes of a JSON string.
   *
   * @param click the click URL of this bid
   * @param scratch empty, for use in here
   */
  abstract void write(JsonOut out, Bid bid, JsonOut click, JsonOut scratch);
}
