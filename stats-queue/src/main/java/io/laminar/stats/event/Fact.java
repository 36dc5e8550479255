package io.laminar.stats.event;

/**
 * What happens too often to be told one by one, and is summed before it is sent.
 *
 * <p>The name is what travels and what is stored, so it must not change. The far end sums facts by
 * name without knowing them: a new one needs no new aggregator.
 */
public enum Fact {
  /** A bid request came. No subject. */
  REQUEST,
  /** A request was answered with bids, one or more. No subject. */
  OFFER,
  /** A bid was made. The subject is the campaign. */
  BID,
  /** No bid was made. The subject is the reason. */
  NO_BID,
  /** A request could not be understood. No subject. */
  INVALID,
  /** A request got no answer, since its sender left before it. No subject. */
  LEFT,
  /** A request got no bid, for the bidder failed. No subject. */
  FAULT,
  /** A user's profile was there in time. No subject. */
  PROFILE_FOUND,
  /** There is no profile of this user. No subject. */
  PROFILE_MISSING,
  /** The profile did not come in time. No subject. */
  PROFILE_LATE
}
