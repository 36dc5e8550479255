package io.laminar.bidder.server;

import io.laminar.bidder.lookup.ProfileStore;
import io.laminar.bidder.metrics.StoreAsked;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What one event loop has for itself: connections and sums that no other loop touches.
 *
 * @param profiles this loop's way to the profiles
 * @param asked which store it asks first for a user now
 * @param facts this loop's sums
 * @param close gives all of it back
 */
public record LoopPart(
    ProfileStore profiles,
    Function<String, StoreAsked> asked,
    FactSource facts,
    Supplier<Future<Void>> close) {

  /** Opens the part of the current event loop. */
  public interface Opener {
    Future<LoopPart> open(Vertx vertx);
  }
}
