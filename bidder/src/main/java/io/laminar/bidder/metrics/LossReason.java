package io.laminar.bidder.metrics;

import java.util.Locale;

/** Why a bid was not shown, as its loss notice tells (OpenRTB 2.5, 5.25; AdCOM 1.0 since 2.6). */
public enum LossReason {
  WON(0),
  INTERNAL_ERROR(1),
  EXPIRED(2),
  INVALID_RESPONSE(3),
  INVALID_DEAL(4),
  INVALID_AUCTION(5),
  INVALID_DOMAIN(6),
  NO_MARKUP(7),
  NO_CREATIVE_ID(8),
  NO_PRICE(9),
  NO_APPROVAL_DATA(10),
  BELOW_FLOOR(100),
  BELOW_DEAL_FLOOR(101),
  OUTBID(102),
  LOST_TO_DEAL(103),
  BLOCKED_SEAT(104),
  CREATIVE_UNKNOWN(200),
  CREATIVE_PENDING(201),
  CREATIVE_DISAPPROVED(202),
  CREATIVE_SIZE(203),
  CREATIVE_FORMAT(204),
  CREATIVE_ADVERTISER(205),
  CREATIVE_APP(206),
  CREATIVE_INSECURE(207),
  CREATIVE_LANGUAGE(208),
  CREATIVE_CATEGORY(209),
  CREATIVE_ATTRIBUTE(210),
  CREATIVE_AD_TYPE(211),
  CREATIVE_ANIMATION(212),
  CREATIVE_NOT_IN_DEAL(213),
  /** No reason was told: the macro is not there, empty, or was not filled. */
  UNTOLD(-1),
  /** A code that is in no list, such as those that exchanges make for themselves. */
  OTHER(-1);

  private static final LossReason[] BY_CODE = byCode();

  private final int code;
  private final String label = name().toLowerCase(Locale.ROOT);

  LossReason(int code) {
    this.code = code;
  }

  /** Lower case, for metrics. */
  public String label() {
    return label;
  }

  /**
   * The reason of a code.
   *
   * @param text as it came for {@code ${AUCTION_LOSS}}; null if nothing did
   */
  public static LossReason of(String text) {
    if (text == null || text.isEmpty() || text.startsWith("${")) {
      return UNTOLD;
    }
    if (text.length() > 3) {
      return OTHER;
    }
    int code = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return OTHER;
      }
      code = code * 10 + c - '0';
    }
    return code < BY_CODE.length && BY_CODE[code] != null ? BY_CODE[code] : OTHER;
  }

  private static LossReason[] byCode() {
    var byCode = new LossReason[CREATIVE_NOT_IN_DEAL.code + 1];
    for (LossReason reason : values()) {
      if (reason.code >= 0) {
        byCode[reason.code] = reason;
      }
    }
    return byCode;
  }
}
