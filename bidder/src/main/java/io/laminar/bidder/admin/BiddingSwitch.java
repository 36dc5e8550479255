package io.laminar.bidder.admin;

/**
 * Whether operators let the bidder bid. It is this process's own and lasts as long as it: a bidder
 * that starts again bids as {@code bidder.bidding} says. Thread-safe; reading is one volatile read.
 */
public final class BiddingSwitch {

  /**
   * How the switch stands.
   *
   * @param reason why, in the operator's words; may be empty
   * @param sinceMillis since the epoch
   */
  public record Position(boolean on, String reason, long sinceMillis) {

    /** Why there are no bids; for people. */
    public String problem() {
      return "stopped by an operator" + (reason.isEmpty() ? "" : ": " + reason);
    }
  }

  private volatile Position position;

  public BiddingSwitch(boolean on, long nowMillis) {
    position = new Position(on, on ? "" : "bidder.bidding is false", nowMillis);
  }

  /** True if bids may be made. */
  public boolean isOn() {
    return position.on();
  }

  public Position position() {
    return position;
  }

  /** Turns it; from the next look of any event loop on, so no bid begins after this returns. */
  public void turn(boolean on, String reason, long nowMillis) {
    position = new Position(on, reason, nowMillis);
  }
}
