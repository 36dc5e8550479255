package io.laminar.bidder.auction;

import io.laminar.bidder.campaign.Creative;
import io.laminar.bidder.openrtb.AdType;
import io.laminar.bidder.openrtb.Banner;
import io.laminar.bidder.openrtb.Imp;
import io.laminar.bidder.openrtb.NativeMarkup;
import io.laminar.bidder.openrtb.TimedMedia;
import java.util.List;

/** Whether one creative fits one imp in what the index does not hold. */
final class Fit {

  /** AdCOM 1.0, Creative Subtypes - HTML, as OpenRTB's btype: our banners are XHTML banner ads. */
  private static final int XHTML_BANNER = 2;

  private Fit() {}

  /** True if a banner of this size may be shown in a range or ratio that the place takes. */
  static boolean fits(Banner banner, int w, int h) {
    if (banner.range() != null && banner.range().contains(w, h)) {
      return true;
    }
    for (int i = 0; i < banner.ratios().size(); i++) {
      if (banner.ratios().get(i).contains(w, h)) {
        return true;
      }
    }
    return false;
  }

  /** True if the imp asks for this kind of ad. */
  static boolean isWanted(Imp imp, AdType type) {
    return switch (type) {
      case BANNER -> imp.banner() != null;
      case VIDEO -> imp.video() != null && imp.video().linear();
      case AUDIO -> imp.audio() != null;
      case NATIVE -> imp.nativeAd() != null;
    };
  }

  /** True if the creative can be played or shown. */
  static boolean fits(Creative creative, Imp imp) {
    return switch (creative.ad().type()) {
      case BANNER -> true; // the index holds the size
      case VIDEO -> plays(creative, imp.video());
      case AUDIO -> plays(creative, imp.audio());
      case NATIVE ->
          creative.ad().markup() instanceof NativeMarkup markup && markup.satisfies(imp.nativeAd());
    };
  }

  private static boolean plays(Creative creative, TimedMedia media) {
    return media.takesDuration(creative.ad().durationSeconds())
        && media.takes(creative.mime(), creative.protocol());
  }

  /** The part of the floor that comes from the length of the creative (OpenRTB 2.6, 3.2.7). */
  static long floorOfLength(Creative creative, Imp imp) {
    return switch (creative.ad().type()) {
      case VIDEO -> imp.video().microsPerSecond() * creative.ad().durationSeconds();
      case AUDIO -> imp.audio().microsPerSecond() * creative.ad().durationSeconds();
      case BANNER, NATIVE -> 0;
    };
  }

  /** True if the publisher blocks a property of the creative. */
  static boolean isBlocked(Creative creative, Imp imp) {
    List<Integer> attributes = creative.ad().attributes();
    return switch (creative.ad().type()) {
      case BANNER -> isBlocked(attributes, imp.banner());
      case VIDEO -> shareOne(attributes, imp.video().blockedAttributes());
      case AUDIO -> shareOne(attributes, imp.audio().blockedAttributes());
      case NATIVE -> shareOne(attributes, imp.nativeAd().blockedAttributes());
    };
  }

  private static boolean isBlocked(List<Integer> attributes, Banner banner) {
    return banner.blockedTypes().contains(XHTML_BANNER)
        || shareOne(attributes, banner.blockedAttributes());
  }

  private static boolean shareOne(List<Integer> some, List<Integer> others) {
    for (int i = 0; i < some.size(); i++) {
      if (others.contains(some.get(i))) {
        return true;
      }
    }
    return false;
  }
}
