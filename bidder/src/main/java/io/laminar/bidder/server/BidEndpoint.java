package io.laminar.bidder.server;

import io.laminar.bidder.admin.BiddingSwitch;
import io.laminar.bidder.auction.Auction;
import io.laminar.bidder.auction.Outcome;
import io.laminar.bidder.auction.Reason;
import io.laminar.bidder.canary.CanaryWatch;
import io.laminar.bidder.exchange.Exchange;
import io.laminar.bidder.lookup.ProfileLookup;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.BidRequestParser;
import io.laminar.bidder.privacy.PrivacyGate;
import io.laminar.bidder.privacy.Verdict;
import io.laminar.bidder.profile.Profile;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /openrtb2/bid} and {@code /openrtb2/bid/EXCHANGE}: the order of a request's steps.
 *
 * <p>Shedding, body, parse, permission, sellers, time, privacy, currency, profile, auction, answer.
 * What turns a request away stands as early as it can be known. The parse comes before the
 * permission to bid, so that an invalid request is told so whether or not the bidder may bid; the
 * permission comes before the profile, so that a bidder that may not bid asks no store, and is
 * asked again after it: the wait may have outlived it. A request whose sender's time is over gets
 * no bid, since nobody would take it. Belongs to one event loop; waits for nothing but the profile.
 */
final class BidEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(BidEndpoint.class);
  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  /** What a request needs that belongs to this event loop or is shared by all. */
  record Parts(
      CanaryWatch canary,
      BiddingSwitch bidding,
      PrivacyGate privacy,
      Shedding shedding,
      ProfileLookup lookup,
      Auction auction,
      String currency,
      Doors doors,
      OpenBodies bodies,
      GzipBody gzip,
      AnswerWriter answers) {}

  private final Parts parts;
  private final BidRequestParser parser = new BidRequestParser();
  private final EndOfTick<BidExchange> whole;
  private final AnswerOptions options;
  private final int bodyLimit;
  private final long reserveNanos;
  private final long networkNanos;
  private final LongSupplier nanoTime;
  private final LongSupplier nowMillis;
  private boolean stopping;
  private long nextLogNanos;

  BidEndpoint(
      Parts parts,
      AnswerOptions options,
      int bodyLimit,
      Executor endOfTick,
      LongSupplier nanoTime,
      LongSupplier nowMillis) {
    this.parts = parts;
    this.whole = new EndOfTick<>(endOfTick, BidExchange::read);
    this.options = options;
    this.bodyLimit = bodyLimit;
    this.reserveNanos = options.reserve().toNanos();
    this.networkNanos = options.networkAllowance().toNanos();
    this.nanoTime = nanoTime;
    this.nowMillis = nowMillis;
    this.nextLogNanos = nanoTime.getAsLong();
  }

  /** Answers a request to one of the {@link #doors}, now or later. */
  void handle(HttpServerRequest request, Door door) {
    long now = nanoTime.getAsLong();
    BidCounts counts = door.counts();
    counts.begun();
    if (parts.shedding.sheds(now)) {
      parts.answers.bodilessNoBid(request, Reason.OVERLOADED);
      counts.noBid(Reason.OVERLOADED, nanoTime.getAsLong() - now);
      counts.ended();
      return;
    }
    var exchange = new BidExchange(this, door, request, now, parts.shedding.lagNanos(now));
    BodyReader.read(request, bodyLimit, parts.gzip, parts.bodies, exchange);
  }

  /** From now on requests get no bid. */
  void stop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  /** Frees what the garbage collector would free late. */
  void close() {
    parts.gzip.close();
    parts.answers.close();
  }

  Doors doors() {
    return parts.doors;
  }

  AnswerWriter answers() {
    return parts.answers;
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }

  void readAtEndOfTick(BidExchange exchange) {
    whole.add(exchange);
  }

  /** Reads a body; throws what the parser does. */
  BidRequest parse(Buffer body) {
    return parser.read(body);
  }

  /**
   * When an answer is worth nothing any more.
   *
   * @param cameNanos when the request came, as far as can be known
   */
  long deadline(BidRequest request, long cameNanos) {
    return request.tmaxMillis() == 0
        ? Long.MAX_VALUE
        : cameNanos + request.tmaxMillis() * 1_000_000L - networkNanos;
  }

  /** Searches for the profile, or answers at once; a search ends in {@link BidExchange#ended}. */
  void begin(BidRequest request, long deadlineNanos, BidExchange exchange) {
    Reason objection = objection(request, deadlineNanos);
    if (objection != null) {
      exchange.answer(Auction.noBid(objection));
      return;
    }
    Verdict verdict = parts.privacy.judge(request);
    exchange.counts().privacy(verdict);
    BidRequest reduced = options.rates().convert(verdict.apply(request), parts.currency);
    exchange.reduceTo(reduced);
    long latestNanos =
        deadlineNanos == Long.MAX_VALUE ? deadlineNanos : deadlineNanos - reserveNanos;
    parts.lookup.find(reduced.profileId(), latestNanos, exchange);
  }

  private Reason objection(BidRequest request, long deadlineNanos) {
    long now = nanoTime.getAsLong();
    Reason silence = silence(now);
    if (silence != null) {
      return silence;
    }
    Reason seller = options.sellers().objection(request.supplyChain());
    if (seller != null) {
      return seller;
    }
    if (isPast(deadlineNanos, now)) {
      return Reason.LATE;
    }
    return parts.lookup.isFull() ? Reason.OVERLOADED : null;
  }

  /** Decides with what is known by now. */
  Outcome decide(BidRequest request, Profile profile, Exchange exchange, long deadlineNanos) {
    long now = nanoTime.getAsLong();
    Reason silence = silence(now);
    if (silence != null) {
      return Auction.noBid(silence);
    }
    if (isPast(deadlineNanos, now)) {
      return Auction.noBid(Reason.LATE);
    }
    return parts.auction.decide(request, profile, exchange, nowMillis.getAsLong());
  }

  private static boolean isPast(long deadlineNanos, long nowNanos) {
    return deadlineNanos != Long.MAX_VALUE && nowNanos - deadlineNanos >= 0;
  }

  /** Logs a fault of ours, at most one in ten seconds: a fault on this path can come very often. */
  void log(Throwable fault) {
    long now = nanoTime.getAsLong();
    if (now - nextLogNanos >= 0) {
      nextLogNanos = now + QUIET_NANOS;
      LOG.error("a bid request could not be answered; more of this is only counted", fault);
    }
  }

  private Reason silence(long nowNanos) {
    if (stopping) {
      return Reason.STOPPING;
    }
    if (!parts.bidding.isOn()) {
      return Reason.OPERATOR;
    }
    if (!parts.canary.allowsBids(nowNanos)) {
      return parts.canary.hasHeard() ? Reason.NO_CANARY : Reason.CANARY_UNKNOWN;
    }
    return null;
  }
}
