package io.laminar.bidder.campaign;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an advertiser wants shown, to whom, and for how much. Prices are millionths of the set's
 * currency for a thousand impressions. Immutable.
 *
 * @param domain of the advertiser, lower case
 * @param categories IAB Content Category 1.0, such as {@code IAB2-3}
 * @param countries ISO-3166 alpha-3; empty: everywhere
 * @param permilleBySegment what a user's segment does to the bid, in thousandths; several: the
 *     highest counts
 * @param anonymous whether users without any of the segments may see it too, for the plain bid
 * @param bidMicros the plain bid
 * @param floorMicros no price of this campaign is lower, whatever the segment does
 * @param dailyBudgetMicros millionths of the currency for a UTC day
 * @param deals deal ids; if there are any, the campaign bids only in these
 * @param avoidedCategories not shown on inventory of these categories
 */
public record Campaign(
    String id,
    String advertiser,
    String domain,
    List<String> categories,
    Set<String> countries,
    Map<String, Integer> permilleBySegment,
    boolean anonymous,
    long bidMicros,
    long floorMicros,
    long dailyBudgetMicros,
    Set<String> deals,
    List<String> avoidedCategories,
    List<Creative> creatives) {

  public static final int PERMILLE = 1000;

  public Campaign {
    categories = List.copyOf(categories);
    countries = Set.copyOf(countries);
    permilleBySegment = Map.copyOf(permilleBySegment);
    deals = Set.copyOf(deals);
    avoidedCategories = List.copyOf(avoidedCategories);
    creatives = List.copyOf(creatives);
  }

  /** The price after a segment's effect: half a millionth is rounded up. */
  public long priceMicros(int permille) {
    return Math.max(floorMicros, (bidMicros * permille + PERMILLE / 2) / PERMILLE);
  }

  /** The creative of this id. */
  public Optional<Creative> creative(String creativeId) {
    return creatives.stream().filter(creative -> creative.id().equals(creativeId)).findFirst();
  }
}
