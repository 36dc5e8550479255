package io.laminar.bidder.frequency;

import io.laminar.bidder.campaign.FrequencyCap;
import java.util.ArrayList;
import java.util.List;

/**
 * What one user has seen lately. All caps are counted from it, so they cannot disagree, whatever
 * they count and over whatever time, and one that is changed holds at once, also for what was seen
 * before. Immutable.
 */
public final class History {

  /** Somebody who has seen nothing. */
  public static final History NOTHING = new History(List.of());

  private final List<Impression> impressions;

  History(List<Impression> impressions) {
    this.impressions = List.copyOf(impressions);
  }

  /**
   * How often something was seen.
   *
   * @param creativeId empty: any of the campaign
   * @param sinceMillis exclusive, since the epoch
   */
  public int count(String campaignId, String creativeId, long sinceMillis) {
    int count = 0;
    for (int i = 0; i < impressions.size(); i++) {
      Impression seen = impressions.get(i);
      if (seen.atMillis() > sinceMillis
          && seen.campaignId().equals(campaignId)
          && (creativeId.isEmpty() || seen.creativeId().equals(creativeId))) {
        count++;
      }
    }
    return count;
  }

  /**
   * The history with one more impression, unless it is there already; the oldest may be dropped.
   */
  History with(Impression impression) {
    for (Impression seen : impressions) {
      if (seen.bidId().equals(impression.bidId())) {
        return this;
      }
    }
    int from = Math.max(0, impressions.size() + 1 - 2 * FrequencyCap.MOST);
    List<Impression> more = new ArrayList<>(impressions.subList(from, impressions.size()));
    more.add(impression);
    return new History(more);
  }

  /** Both together. */
  History with(History other) {
    History all = this;
    for (Impression impression : other.impressions) {
      all = all.with(impression);
    }
    return all;
  }

  List<Impression> impressions() {
    return impressions;
  }
}
