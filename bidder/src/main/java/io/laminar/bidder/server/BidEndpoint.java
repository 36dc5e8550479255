package io.laminar.bidder.server;

import io.laminar.bidder.auction.Auction;
import io.laminar.bidder.auction.Outcome;
import io.laminar.bidder.auction.Reason;
import io.laminar.bidder.canary.CanaryWatch;
import io.laminar.bidder.lookup.ProfileLookup;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.BidResponseWriter;
import io.laminar.bidder.profile.Profile;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /openrtb2/bid}: the order of a request's steps.
 *
 * <p>Body, parse, canary, shedding, profile, auction, answer. The parse comes before the canary, so
 * that an invalid request is told so whether or not the bidder may bid; the canary comes before the
 * profile, so that a bidder that may not bid asks no store. It is asked again after the profile:
 * the wait may have outlived it. A request whose sender's time is over gets no bid, since nobody
 * would take it. Belongs to one event loop; waits for nothing but the profile.
 */
final class BidEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(BidEndpoint.class);
  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  /** What a request needs that belongs to this event loop or is shared by all. */
  record Parts(
      CanaryWatch canary,
      ProfileLookup lookup,
      Auction auction,
      BidResponseWriter writer,
      BidCounts counts,
      GzipBody gzip) {}

  private final Parts parts;
  private final int bodyLimit;
  private final long reserveNanos;
  private final LongSupplier nanoTime;
  private final LongSupplier nowMillis;
  private boolean stopping;
  private long nextLogNanos;

  BidEndpoint(Parts parts, ServerOptions options, LongSupplier nanoTime, LongSupplier nowMillis) {
    this.parts = parts;
    this.bodyLimit = options.bodyLimit();
    this.reserveNanos = options.answerReserve().toNanos();
    this.nanoTime = nanoTime;
    this.nowMillis = nowMillis;
    this.nextLogNanos = nanoTime.getAsLong();
  }

  /** Answers a request, now or later. */
  void handle(HttpServerRequest request) {
    var exchange = new BidExchange(this, request, nanoTime.getAsLong());
    parts.counts.begun();
    BodyReader.read(request, bodyLimit, parts.gzip, exchange);
  }

  /** From now on requests get no bid. */
  void stop() {
    stopping = true;
  }

  /** Frees what the garbage collector would free late. */
  void close() {
    parts.gzip.close();
  }

  BidCounts counts() {
    return parts.counts;
  }

  BidResponseWriter writer() {
    return parts.writer;
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }

  /** Searches for the profile, or answers at once; a search ends in {@link BidExchange#ended}. */
  void begin(BidRequest request, long begunNanos, BidExchange exchange) {
    Reason silence = silence(nanoTime.getAsLong());
    if (silence != null) {
      exchange.answer(Auction.noBid(silence));
      return;
    }
    if (parts.lookup.isFull()) {
      exchange.answer(Auction.noBid(Reason.OVERLOADED));
      return;
    }
    long latestNanos =
        request.tmaxMillis() == 0
            ? Long.MAX_VALUE
            : begunNanos + request.tmaxMillis() * 1_000_000L - reserveNanos;
    parts.lookup.find(request.profileId(), latestNanos, exchange);
  }

  /** Decides with what is known by now. */
  Outcome decide(BidRequest request, Profile profile, long begunNanos) {
    long now = nanoTime.getAsLong();
    Reason silence = silence(now);
    if (silence != null) {
      return Auction.noBid(silence);
    }
    if (request.tmaxMillis() > 0 && now - begunNanos >= request.tmaxMillis() * 1_000_000L) {
      return Auction.noBid(Reason.LATE);
    }
    return parts.auction.decide(request, profile, nowMillis.getAsLong());
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
    if (!parts.canary.allowsBids(nowNanos)) {
      return parts.canary.hasHeard() ? Reason.NO_CANARY : Reason.CANARY_UNKNOWN;
    }
    return null;
  }
}
