package io.laminar.bidder.openrtb;

/**
 * Every size of one shape (OpenRTB 2.6, 3.2.10: {@code wratio}, {@code hratio}, {@code wmin}).
 *
 * @param least the smallest width; 0 if not given
 */
public record SizeRatio(int w, int h, int least) {

  public boolean contains(int width, int height) {
    return width >= least && (long) width * h == (long) height * w;
  }
}
