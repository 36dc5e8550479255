package io.laminar.bidder.openrtb;

/** Sizes between two corners, both included. */
public record SizeRange(Size least, Size most) {

  public boolean contains(int w, int h) {
    return w >= least.w() && w <= most.w() && h >= least.h() && h <= most.h();
  }
}
