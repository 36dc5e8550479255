package io.laminar.bidder.openrtb;

import java.util.ArrayList;
import java.util.List;

/** Reads the banner of an imp. */
final class BannerReader {

  private final JsonReader in;

  private int w;
  private int h;
  private final int[] range = new int[4];
  private final List<Size> sizes = new ArrayList<>(4);
  private final List<SizeRatio> ratios = new ArrayList<>(0);
  private List<Integer> blockedTypes = List.of();
  private List<Integer> blockedAttributes = List.of();
  private int position;
  private List<Integer> apis = List.of();

  private BannerReader(JsonReader in) {
    this.in = in;
  }

  /**
   * Reads the object on which the reader stands.
   *
   * @return null if there is none
   */
  static Banner read(JsonReader in) {
    if (!in.enterObject()) {
      return null;
    }
    var reader = new BannerReader(in);
    reader.readMembers();
    return reader.banner();
  }

  private Banner banner() {
    var size = new Size(w, h);
    SizeRange sizeRange = sizeRange(size);
    if (size.isKnown() && sizeRange == null && !sizes.contains(size)) {
      sizes.add(size);
    }
    return new Banner(sizes, sizeRange, ratios, blockedTypes, blockedAttributes, position, apis);
  }

  private void readMembers() {
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "w" -> w = in.integer(0);
        case "h" -> h = in.integer(0);
        case "wmin" -> range[0] = in.integer(0);
        case "hmin" -> range[1] = in.integer(0);
        case "wmax" -> range[2] = in.integer(0);
        case "hmax" -> range[3] = in.integer(0);
        case "format" -> in.each(this::readFormat);
        case "btype" -> blockedTypes = in.integers();
        case "battr" -> blockedAttributes = in.integers();
        case "pos" -> position = in.integerOr(0);
        case "api" -> apis = in.integers();
        default -> in.skip();
      }
    }
  }

  /**
   * OpenRTB 2.3, 3.2.3: with a maximum or minimum, w and h are only the preferred size. A side that
   * is not given ends at the preferred size.
   */
  private SizeRange sizeRange(Size preferred) {
    if (range[0] <= 0 && range[1] <= 0 && range[2] <= 0 && range[3] <= 0) {
      return null;
    }
    return new SizeRange(
        new Size(orElse(range[0], preferred.w()), orElse(range[1], preferred.h())),
        new Size(
            orElse(range[2], orElse(preferred.w(), Integer.MAX_VALUE)),
            orElse(range[3], orElse(preferred.h(), Integer.MAX_VALUE))));
  }

  private static int orElse(int value, int whenNotPositive) {
    return value > 0 ? value : whenNotPositive;
  }

  private void readFormat() {
    if (!in.enterObject()) {
      return;
    }
    int width = 0;
    int height = 0;
    int ratioWidth = 0;
    int ratioHeight = 0;
    int least = 0;
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "w" -> width = in.integer(0);
        case "h" -> height = in.integer(0);
        case "wratio" -> ratioWidth = in.integerOr(0);
        case "hratio" -> ratioHeight = in.integerOr(0);
        case "wmin" -> least = in.integerOr(0);
        default -> in.skip();
      }
    }
    if (width > 0 && height > 0) {
      sizes.add(new Size(width, height));
    } else if (ratioWidth > 0 && ratioHeight > 0) {
      ratios.add(new SizeRatio(ratioWidth, ratioHeight, Math.max(0, least)));
    }
  }
}
