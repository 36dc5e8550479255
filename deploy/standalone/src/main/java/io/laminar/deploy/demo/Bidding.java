package io.laminar.deploy.demo;

import io.laminar.bidder.BidderOptions;
import io.laminar.bidder.BidderService;
import io.laminar.bidder.Migrating;
import io.laminar.load.LoadOptions;
import io.laminar.load.LoadRun;
import io.laminar.load.LoadSecond;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.control.MigrationOptions;
import io.laminar.migration.control.MigrationService;
import io.laminar.stats.StatsOptions;
import io.laminar.stats.StatsService;
import io.laminar.stats.address.Addresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.function.Consumer;

/** The services around a bidder, each started and stopped as its own command would. */
public final class Bidding {

  private final Vertx vertx;
  private final Configuration configuration;
  private StatsService stats;
  private MigrationService migration;
  private BidderService bidder;

  public Bidding(Vertx vertx, Configuration configuration) {
    this.vertx = vertx;
    this.configuration = configuration;
  }

  public Future<Void> startStats() {
    return StatsService.start(vertx, StatsOptions.from(configuration))
        .onSuccess(started -> stats = started)
        .mapEmpty();
  }

  Future<Void> stopStats() {
    return stats.close();
  }

  public Future<Void> startMigration() {
    Addresses addresses = Addresses.from(configuration);
    return MigrationService.start(
            vertx, MigrationOptions.from(configuration, addresses.redis(), addresses.postgres()))
        .onSuccess(started -> migration = started)
        .mapEmpty();
  }

  public Future<Void> startBidder() {
    return BidderService.start(vertx, BidderOptions.from(configuration), Migrating.of(migration))
        .onSuccess(started -> bidder = started)
        .mapEmpty();
  }

  LoadRun startLoad(Consumer<LoadSecond> live) {
    URI bids = URI.create("http://127.0.0.1:" + bidder.port() + "/openrtb2/bid");
    return LoadRun.start(vertx, LoadOptions.from(configuration).to(bids), live);
  }

  StatsService stats() {
    return stats;
  }

  public MigrationService migration() {
    return migration;
  }

  public BidderService bidder() {
    return bidder;
  }

  /** Closes what was started, the last first. */
  public Future<Void> close() {
    Future<Void> closed = bidder == null ? Future.succeededFuture() : bidder.close();
    return closed
        .eventually(() -> migration == null ? Future.succeededFuture() : migration.close())
        .eventually(() -> stats == null ? Future.succeededFuture() : stats.close());
  }
}
