package io.laminar.bidder.openrtb;

/** Width and height in device independent pixels; 0 is unknown. */
public record Size(int w, int h) {

  /** Both known. */
  public boolean isKnown() {
    return w > 0 && h > 0;
  }
}
