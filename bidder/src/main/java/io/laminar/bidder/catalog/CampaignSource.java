package io.laminar.bidder.catalog;

import io.laminar.bidder.campaign.CampaignSet;
import io.vertx.core.Future;
import java.util.Optional;

/** Where campaigns come from. Used on one event loop, one question at a time. */
public interface CampaignSource {

  /** Where that is, for people: no secret is in it. */
  String name();

  /**
   * The set, if it has changed since the last answer; the first time always.
   *
   * @return fails with all problems if what is there is no set, or cannot be read. What cannot be
   *     read is tried again; what is wrong is told once, until it changes
   */
  Future<Optional<CampaignSet>> changed();

  /** Lets go of connections. */
  Future<Void> close();
}
