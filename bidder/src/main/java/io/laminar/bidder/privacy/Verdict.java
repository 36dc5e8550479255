package io.laminar.bidder.privacy;

import io.laminar.bidder.openrtb.BidRequest;
import java.util.Locale;

/** How a request may be answered, and which signal decided. */
public enum Verdict {
  /** As one person's. */
  PERSONAL,
  /** As one person's, but the exact place must not be used. */
  PERSONAL_COARSE,
  /** The user is a child, or may be. */
  COPPA,
  /** The device limits tracking. */
  DEVICE_LIMIT,
  /** A US privacy string or a browser's global control opts out. */
  US_OPT_OUT,
  /** The GDPR applies and there is no consent. */
  NO_CONSENT,
  /** The GDPR applies and the consent does not cover us. */
  CONSENT_REFUSED,
  /** The GDPR applies and the consent is no TCF 2 string. */
  CONSENT_UNREADABLE,
  /** A section of the GPP string that applies says no. */
  GPP_REFUSED,
  /** The GPP string or a section of it that applies cannot be understood, or is not there. */
  GPP_UNREADABLE,
  /** A signal is of the wrong kind, or two contradict each other. */
  UNCLEAR;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Lower case, for metrics. */
  public String label() {
    return label;
  }

  /** True if profile, ids and segments may be used. */
  public boolean isPersonal() {
    return this == PERSONAL || this == PERSONAL_COARSE;
  }

  /** The request, reduced to what may be used. */
  public BidRequest apply(BidRequest request) {
    return switch (this) {
      case PERSONAL -> request;
      case PERSONAL_COARSE -> request.coarse();
      default -> request.impersonal();
    };
  }
}
