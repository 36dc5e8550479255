package io.laminar.bidder.privacy;

import com.iabtcf.decoder.TCString;
import com.iabtcf.exceptions.TCStringDecodeException;
import com.iabtcf.utils.IntIterable;
import com.iabtcf.v2.PublisherRestriction;
import com.iabtcf.v2.RestrictionType;
import java.util.List;

/**
 * Reads consents of the IAB's Transparency and Consent Framework, version 2. Consent counts,
 * legitimate interest does not: since TCF 2.2 profiles may not rest on it.
 */
final class TcfConsent {

  private static final int VERSION = 2;
  private static final int PRECISE_PLACE = 1; // special feature 1

  private final int vendorId;
  private final List<Integer> purposes;

  TcfConsent(int vendorId, List<Integer> purposes) {
    this.vendorId = vendorId;
    this.purposes = purposes;
  }

  /** Judges one string; anything wrong with it is a no. */
  Verdict judge(String text) {
    if (vendorId == 0) {
      return Verdict.CONSENT_REFUSED;
    }
    try {
      TCString consent = TCString.decode(text);
      if (consent.getVersion() != VERSION) {
        return Verdict.CONSENT_UNREADABLE;
      }
      return covers(consent) ? placed(consent) : Verdict.CONSENT_REFUSED;
    } catch (TCStringDecodeException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return Verdict.CONSENT_UNREADABLE;
    }
  }

  private static Verdict placed(TCString consent) {
    return consent.getSpecialFeatureOptIns().contains(PRECISE_PLACE)
        ? Verdict.PERSONAL
        : Verdict.PERSONAL_COARSE;
  }

  private boolean covers(TCString consent) {
    if (!consent.getVendorConsent().contains(vendorId)) {
      return false;
    }
    IntIterable disclosed = consent.getDisclosedVendors();
    if (!disclosed.isEmpty() && !disclosed.contains(vendorId)) {
      return false; // a consent to a vendor that the user was not shown
    }
    for (int purpose : purposes) {
      if (!consent.getPurposesConsent().contains(purpose)) {
        return false;
      }
    }
    return !isRestricted(consent);
  }

  private boolean isRestricted(TCString consent) {
    for (PublisherRestriction restriction : consent.getPublisherRestrictions()) {
      if (restriction.getRestrictionType() != RestrictionType.REQUIRE_CONSENT
          && purposes.contains(restriction.getPurposeId())
          && restriction.getVendorIds().contains(vendorId)) {
        return true;
      }
    }
    return false;
  }
}
