package io.laminar.bidder.auction;

import io.laminar.bidder.campaign.Creative;
import io.laminar.bidder.openrtb.AdType;
import io.laminar.bidder.openrtb.Imp;
import java.util.List;

/**
 * Which creatives fit one imp and which its publisher blocks, in what the index does not hold. What
 * creatives of one shape have in common is found out for the first of them. Kept and begun again
 * for each imp; not thread-safe.
 */
final class ImpFit {

  /** AdCOM 1.0, Creative Subtypes - HTML, as OpenRTB's btype: our banners are XHTML banner ads. */
  private static final int XHTML_BANNER = 2;

  private static final AdType[] TYPES = AdType.values();

  private final CampaignIndex index;
  private final long[] answerByShape;
  private final long[] blockedByType = new long[TYPES.length];
  private long number;
  private boolean noBanner;
  private Imp imp;

  ImpFit(CampaignIndex index) {
    this.index = index;
    this.answerByShape = new long[index.shapes()];
  }

  void begin(Imp theImp) {
    imp = theImp;
    number++;
    noBanner = imp.banner() != null && imp.banner().blockedTypes().contains(XHTML_BANNER);
    for (AdType type : TYPES) {
      blockedByType[type.ordinal()] = Fit.isWanted(imp, type) ? Attributes.bits(blocked(type)) : 0;
    }
  }

  /** True if the creative of this slot can be played or shown. */
  boolean fits(int slot) {
    int shape = index.shapeOf(slot);
    long answer = answerByShape[shape];
    if (answer >>> 1 != number) {
      answer = number << 1 | (Fit.fits(index.creative(slot), imp) ? 1 : 0);
      answerByShape[shape] = answer;
    }
    return (answer & 1) != 0;
  }

  /** True if the publisher blocks a property of it; it must be of a type that is wanted. */
  boolean isBlocked(int slot) {
    Creative creative = index.creative(slot);
    AdType type = creative.ad().type();
    if (type == AdType.BANNER && noBanner) {
      return true;
    }
    long blocked = blockedByType[type.ordinal()];
    return blocked != 0
        && Attributes.meet(
            index.attributesOf(slot), creative.ad().attributes(), blocked, blocked(type));
  }

  private List<Integer> blocked(AdType type) {
    return switch (type) {
      case BANNER -> imp.banner().blockedAttributes();
      case VIDEO -> imp.video().blockedAttributes();
      case AUDIO -> imp.audio().blockedAttributes();
      case NATIVE -> imp.nativeAd().blockedAttributes();
    };
  }
}
