package io.laminar.bidder.catalog;

import io.laminar.bidder.campaign.CampaignSet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Campaigns that never change: those that are built in, or generated ones. */
public final class FixedSource implements CampaignSource {

  private final Vertx vertx;
  private final String name;
  private Callable<CampaignSet> set;

  /**
   * @param set makes the campaigns; may block
   */
  public FixedSource(Vertx vertx, String name, Callable<CampaignSet> set) {
    this.vertx = vertx;
    this.name = name;
    this.set = set;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Future<Optional<CampaignSet>> changed() {
    if (set == null) {
      return Future.succeededFuture(Optional.empty());
    }
    return vertx.executeBlocking(set, false).onSuccess(made -> set = null).map(Optional::of);
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
