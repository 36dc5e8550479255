package io.laminar.bidder.auction;

import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.FrequencyCap;
import io.laminar.bidder.frequency.History;
import io.laminar.bidder.frequency.SeenBook;
import io.laminar.bidder.openrtb.Bid;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Whether a user has seen something often enough. The user's history is looked up once a request,
 * and only if something with a cap could be shown. Not thread-safe.
 */
final class Caps {

  private final SeenBook seen;
  private final ToLongFunction<String> userNumbers;
  private String userId = "";
  private List<Bid> offered = List.of();
  private boolean asked;
  private long user;
  private History history;

  /**
   * @param userNumbers numbers of users by their ids
   */
  Caps(SeenBook seen, ToLongFunction<String> userNumbers) {
    this.seen = seen;
    this.userNumbers = userNumbers;
  }

  /**
   * Begins a request.
   *
   * @param id of the user; empty: unknown
   * @param bids that are made in it so far
   */
  void begin(String id, List<Bid> bids) {
    userId = id;
    offered = bids;
    asked = false;
    user = 0;
    history = null;
  }

  /** The number of the user for notices of this campaign; 0 if nothing is counted. */
  long user(Campaign campaign) {
    return campaign.caps().isEmpty() ? 0 : user;
  }

  /** True if none of the campaign's caps is reached; what cannot be counted is not shown. */
  boolean allow(Campaign campaign, String creativeId, long nowMillis) {
    List<FrequencyCap> caps = campaign.caps();
    if (caps.isEmpty()) {
      return true;
    }
    if (!asked) {
      asked = true;
      user = userId.isEmpty() ? 0 : userNumbers.applyAsLong(userId);
      history = user == 0 ? null : seen.find(user);
    }
    if (history == null) {
      return false;
    }
    for (int i = 0; i < caps.size(); i++) {
      FrequencyCap cap = caps.get(i);
      String creative = cap.scope() == FrequencyCap.Scope.CREATIVE ? creativeId : "";
      long since = nowMillis - cap.within().toMillis();
      int count = history.count(campaign.id(), creative, since);
      if (count + offered(campaign.id(), creative) >= cap.most()) {
        return false;
      }
    }
    return true;
  }

  private int offered(String campaignId, String creativeId) {
    int count = 0;
    for (int i = 0; i < offered.size(); i++) {
      Bid bid = offered.get(i);
      if (bid.campaignId().equals(campaignId)
          && (creativeId.isEmpty() || bid.creativeId().equals(creativeId))) {
        count++;
      }
    }
    return count;
  }
}
