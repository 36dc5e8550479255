package io.laminar.bidder.campaign;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What each campaign has spent on the current UTC day, as far as this process was told by billing
 * notices. Begins at 0 with the process, and bids that were made but not yet billed are not in it,
 * so a budget may be passed by what is in flight.
 *
 * <p>Thread-safe. Reading is one volatile read and takes no lock.
 */
public final class Spend {

  /** Of so many bids the last bills are known again if they come twice. */
  static final int REMEMBERED_BIDS = 250_000;

  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
  private static final int IMPRESSIONS = 1000;

  /**
   * The sum of one day.
   *
   * @param sum of prices for a thousand impressions, so a thousand times what was spent: no bill is
   *     rounded
   */
  private record Day(long epochDay, AtomicLong sum) {}

  private final CampaignSet campaigns;
  private final AtomicReferenceArray<Day> days;
  private final Cache<String, Boolean> billed =
      Caffeine.newBuilder().maximumSize(REMEMBERED_BIDS).build();

  public Spend(CampaignSet campaigns) {
    this.campaigns = campaigns;
    this.days = new AtomicReferenceArray<>(campaigns.campaigns().size());
    for (int i = 0; i < days.length(); i++) {
      days.set(i, new Day(Long.MIN_VALUE, new AtomicLong()));
    }
  }

  /**
   * Counts one impression, once per bid.
   *
   * @param priceMicros millionths of the currency for a thousand impressions
   * @param nowMillis since the epoch; a bill of an earlier day than the latest one is not counted
   * @return false if this bid was billed before, or the campaign is not known
   * @throws IllegalArgumentException if the price is negative
   */
  public boolean bill(String bidId, String campaignId, long priceMicros, long nowMillis) {
    if (priceMicros < 0) {
      throw new IllegalArgumentException("price must be at least 0, was " + priceMicros);
    }
    int index = campaigns.indexOf(campaignId);
    if (index < 0 || billed.asMap().putIfAbsent(bidId, Boolean.TRUE) != null) {
      return false;
    }
    Day day = day(index, epochDay(nowMillis));
    if (day.epochDay() == epochDay(nowMillis)) {
      day.sum().addAndGet(priceMicros);
    }
    return true;
  }

  private Day day(int index, long epochDay) {
    Day current = days.get(index);
    while (current.epochDay() < epochDay) {
      days.compareAndSet(index, current, new Day(epochDay, new AtomicLong()));
      current = days.get(index);
    }
    return current;
  }

  /** Millionths of the currency spent on the UTC day of that instant, rounded down. */
  public long spentMicros(int campaignIndex, long nowMillis) {
    Day day = days.get(campaignIndex);
    return day.epochDay() == epochDay(nowMillis) ? day.sum().get() / IMPRESSIONS : 0;
  }

  /** True if what was spent on that day has reached the campaign's daily budget. */
  public boolean isSpent(int campaignIndex, long nowMillis) {
    return spentMicros(campaignIndex, nowMillis)
        >= campaigns.campaigns().get(campaignIndex).dailyBudgetMicros();
  }

  private static long epochDay(long millis) {
    return Math.floorDiv(millis, DAY_MILLIS);
  }
}
