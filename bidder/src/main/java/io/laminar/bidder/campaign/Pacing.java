package io.laminar.bidder.campaign;

import java.util.Locale;

/** How a campaign's daily budget is spread over the UTC day. */
public enum Pacing {
  /** As fast as it goes. */
  ASAP {
    @Override
    public double shareAt(double dayShare) {
      return 1;
    }
  },
  /** The same in every minute. */
  EVEN {
    @Override
    public double shareAt(double dayShare) {
      return dayShare;
    }
  },
  /** Twice the even rate in the morning, falling to nothing at midnight: 1 - (1 - x)². */
  FRONT_LOADED {
    @Override
    public double shareAt(double dayShare) {
      return 1 - (1 - dayShare) * (1 - dayShare);
    }
  };

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /**
   * Which share of the budget may be spent by then.
   *
   * @param dayShare which share of the day is over, 0..1
   * @return 0..1, never decreasing
   */
  public abstract double shareAt(double dayShare);

  /** The name in files. */
  public String label() {
    return label;
  }
}
