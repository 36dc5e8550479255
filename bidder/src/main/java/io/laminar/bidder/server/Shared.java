package io.laminar.bidder.server;

import io.laminar.bidder.admin.BiddingSwitch;
import io.laminar.bidder.auction.Market;
import io.laminar.bidder.canary.CanaryWatch;
import io.laminar.bidder.health.Check;
import io.laminar.bidder.lookup.LookupOptions;
import io.laminar.bidder.lookup.ProfileCache;
import io.laminar.bidder.metrics.BidderMetrics;
import io.laminar.bidder.notice.Notices;
import io.laminar.bidder.privacy.PrivacyGate;
import io.laminar.bidder.tls.CertificateKeeper;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What all event loops of a bidder share; all of it is thread-safe.
 *
 * @param connections how many are open in the process
 * @param checks what must hold for the bidder to bid, besides the profile store
 * @param certificate that of the port
 * @param migration where that of the profiles stands
 * @param nanoTime monotonic
 * @param nowMillis since the epoch
 */
public record Shared(
    ServerOptions server,
    AnswerOptions answers,
    LookupOptions lookup,
    Market market,
    Notices notices,
    CanaryWatch canary,
    BiddingSwitch bidding,
    PrivacyGate privacy,
    Optional<ProfileCache> cache,
    BidderMetrics metrics,
    AtomicInteger connections,
    FrontDoor door,
    CertificateKeeper certificate,
    List<Check> checks,
    Supplier<JsonObject> migration,
    LongSupplier nanoTime,
    LongSupplier nowMillis) {

  public Shared {
    checks = List.copyOf(checks);
  }
}
