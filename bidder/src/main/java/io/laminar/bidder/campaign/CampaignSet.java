package io.laminar.bidder.campaign;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All campaigns of one seat. Immutable; a campaign's place in the list is its index. */
public final class CampaignSet {

  private final String currency;
  private final String seat;
  private final List<Campaign> campaigns;
  private final Map<String, Integer> indexById = new LinkedHashMap<>();

  /**
   * A set.
   *
   * @param currency of all prices and budgets, ISO-4217
   * @param seat the buyer's id at exchanges
   * @throws IllegalArgumentException if two campaigns have one id
   */
  public CampaignSet(String currency, String seat, List<Campaign> campaigns) {
    this.currency = currency;
    this.seat = seat;
    this.campaigns = List.copyOf(campaigns);
    for (int i = 0; i < campaigns.size(); i++) {
      if (indexById.put(campaigns.get(i).id(), i) != null) {
        throw new IllegalArgumentException("two campaigns have the id " + campaigns.get(i).id());
      }
    }
  }

  public String currency() {
    return currency;
  }

  public String seat() {
    return seat;
  }

  public List<Campaign> campaigns() {
    return campaigns;
  }

  /** The campaign of this id. */
  public Optional<Campaign> find(String campaignId) {
    return Optional.ofNullable(indexById.get(campaignId)).map(campaigns::get);
  }

  /** The place of the campaign in the list, or -1. */
  public int indexOf(String campaignId) {
    return indexById.getOrDefault(campaignId, -1);
  }
}
