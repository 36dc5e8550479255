package io.laminar.bidder.auction;

import io.laminar.bidder.campaign.Creative;
import io.laminar.bidder.openrtb.AdType;
import io.laminar.bidder.openrtb.Banner;
import io.laminar.bidder.openrtb.Deal;
import io.laminar.bidder.openrtb.Imp;
import io.laminar.bidder.openrtb.LengthFloors;
import io.laminar.bidder.openrtb.NativeMarkup;
import io.laminar.bidder.openrtb.TimedMedia;
import java.util.List;

/** Whether one creative fits one imp in what the index does not hold. */
final class Fit {

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

  /** What two creatives have in common that fit the same imps. */
  static Object shape(Creative creative) {
    return creative.ad().markup() instanceof NativeMarkup markup
        ? markup.shape()
        : List.of(
            creative.ad().type(),
            creative.ad().durationSeconds(),
            creative.mime(),
            creative.protocol());
  }

  private static boolean plays(Creative creative, TimedMedia media) {
    return media.takesDuration(creative.ad().durationSeconds())
        && media.takes(creative.mime(), creative.protocol());
  }

  /**
   * The floor for a creative, which may depend on its length (OpenRTB 2.6, 3.2.7 and 3.2.35).
   *
   * @param deal null in the open market
   * @param floorMicros of the deal if it has one, else of the imp
   */
  static long floorMicros(Creative creative, Imp imp, Deal deal, long floorMicros) {
    return switch (creative.ad().type()) {
      case VIDEO -> floorOfLength(creative, imp.video().floors(), deal, floorMicros);
      case AUDIO -> floorOfLength(creative, imp.audio().floors(), deal, floorMicros);
      case BANNER, NATIVE -> floorMicros;
    };
  }

  private static long floorOfLength(
      Creative creative, LengthFloors ofMedia, Deal deal, long floorMicros) {
    if (ofMedia.isNone() && (deal == null || deal.floors().isNone())) {
      return floorMicros;
    }
    int seconds = creative.ad().durationSeconds();
    long floor = floorMicros;
    long perSecond = ofMedia.microsPerSecond();
    if (deal == null || deal.floor().micros() == 0) {
      floor = ofMedia.ofRange(seconds, floor);
    }
    if (deal != null) {
      floor = deal.floors().ofRange(seconds, floor);
      perSecond = deal.floors().microsPerSecond() > 0 ? deal.floors().microsPerSecond() : perSecond;
    }
    return Math.max(floor, perSecond * seconds);
  }
}
