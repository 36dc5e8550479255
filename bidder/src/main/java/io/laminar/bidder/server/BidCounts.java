package io.laminar.bidder.server;

import io.laminar.bidder.auction.Reason;
import io.laminar.bidder.lookup.ProfileRead;
import io.laminar.bidder.metrics.Answer;
import io.laminar.bidder.metrics.LoopMeters;
import io.laminar.bidder.metrics.Stage;
import io.laminar.bidder.metrics.StoreAsked;
import io.laminar.bidder.openrtb.Bid;
import io.laminar.bidder.privacy.Verdict;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Subject;
import java.util.List;
import java.util.function.Function;

/**
 * Counts each answer twice: for whoever scrapes, and for the statistics, which tell exchanges
 * apart. One for each exchange and event loop.
 */
final class BidCounts {

  private final LoopMeters meters;
  private final Function<String, StoreAsked> asked;
  private final FactSource facts;
  private final String exchange;
  private final FactSource.Sum requests;
  private final FactSource.Sum invalid;
  private final FactSource.Sum profileFound;
  private final FactSource.Sum profileMissing;
  private final FactSource.Sum profileLate;
  private final FactSource.Sum[] noBidByReason;
  private final FactSource.Sum offers;
  private final FactSource.Sum left;
  private final FactSource.Sum faults;
  private final BidSums bidSums;

  /**
   * @param asked which store is asked first for the profile of a user
   * @param exchange its name; empty if it has none
   */
  BidCounts(
      LoopMeters meters, FactSource facts, Function<String, StoreAsked> asked, String exchange) {
    this.meters = meters;
    this.asked = asked;
    this.facts = facts;
    this.exchange = exchange;
    this.requests = sum(Fact.REQUEST, "");
    this.invalid = sum(Fact.INVALID, "");
    this.profileFound = sum(Fact.PROFILE_FOUND, "");
    this.profileMissing = sum(Fact.PROFILE_MISSING, "");
    this.profileLate = sum(Fact.PROFILE_LATE, "");
    Reason[] reasons = Reason.values();
    this.noBidByReason = new FactSource.Sum[reasons.length];
    for (Reason reason : reasons) {
      noBidByReason[reason.ordinal()] = sum(Fact.NO_BID, reason.label());
    }
    this.offers = sum(Fact.OFFER, "");
    this.left = sum(Fact.LEFT, "");
    this.faults = sum(Fact.FAULT, "");
    this.bidSums = new BidSums(facts, exchange);
  }

  private FactSource.Sum sum(Fact fact, String name) {
    return facts.sum(fact, new Subject(name, "", "", exchange));
  }

  /** A request came. */
  void begun() {
    meters.inFlight().add(1);
    requests.add(1);
  }

  /** It got its answer, or its sender left. */
  void ended() {
    meters.inFlight().add(-1);
  }

  void bid(List<Bid> bids, long tookNanos) {
    meters.answers().increment(Answer.BID);
    meters.latency().record(tookNanos);
    offers.add(1);
    bidSums.add(bids);
  }

  void noBid(Reason reason, long tookNanos) {
    meters.answers().increment(Answer.NO_BID);
    meters.noBids().increment(reason);
    meters.latency().record(tookNanos);
    noBidByReason[reason.ordinal()].add(1);
  }

  void refused(Answer answer) {
    meters.answers().increment(answer);
    invalid.add(1);
  }

  void fault() {
    meters.answers().increment(Answer.FAULT);
    faults.add(1);
  }

  /** Its sender left before it was answered. */
  void left() {
    left.add(1);
  }

  /** A part of a request took so long. */
  void stage(Stage stage, long tookNanos) {
    meters.stage(stage).record(tookNanos);
  }

  void privacy(Verdict verdict) {
    meters.verdicts().increment(verdict);
  }

  /**
   * A search for a profile is over.
   *
   * @param userId whom the store was asked for, if it was
   */
  void profile(String userId, ProfileRead how) {
    meters.profileReads().increment(how);
    if (how.isOfStore()) {
      meters.storeReads(asked.apply(userId)).increment(how);
    }
    switch (how) {
      case FOUND, CACHED -> profileFound.add(1);
      case MISSING, UNREADABLE -> profileMissing.add(1);
      case LATE, FAILED, NO_TIME -> profileLate.add(1);
      case NO_ID -> {}
    }
  }
}
