package io.laminar.bidder.campaign;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an advertiser wants shown, to whom, and for how much. Prices are millionths of the set's
 * currency for a thousand impressions. Immutable.
 *
 * @param domain of the advertiser, lower case
 * @param bundle of the app that is advertised; empty if it is none
 * @param categories IAB Content Category 1.0, such as {@code IAB2-3}
 * @param flight when it runs
 * @param dailyBudgetMicros millionths of the currency for a UTC day
 * @param totalBudgetMicros millionths of the currency in all; {@link Long#MAX_VALUE} if there is no
 *     limit
 * @param deals deal ids; if there are any, the campaign bids only in these
 * @param caps how often one user may see it
 */
public record Campaign(
    String id,
    String advertiser,
    String domain,
    String bundle,
    List<String> categories,
    Flight flight,
    Targeting targeting,
    Strategy strategy,
    long dailyBudgetMicros,
    long totalBudgetMicros,
    Pacing pacing,
    Set<String> deals,
    List<FrequencyCap> caps,
    List<Creative> creatives) {

  public Campaign {
    categories = List.copyOf(categories);
    deals = Set.copyOf(deals);
    caps = List.copyOf(caps);
    creatives = List.copyOf(creatives);
  }

  /** The most that one bid of this campaign can cost. */
  public long highestPriceMicros() {
    return strategy.highestPriceMicros();
  }

  /** The creative of this id. */
  public Optional<Creative> creative(String creativeId) {
    return creatives.stream().filter(creative -> creative.id().equals(creativeId)).findFirst();
  }
}
