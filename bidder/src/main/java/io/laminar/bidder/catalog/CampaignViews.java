package io.laminar.bidder.catalog;

import io.laminar.bidder.auction.Market;
import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.Creative;
import io.laminar.bidder.campaign.Flight;
import io.laminar.bidder.money.Account;
import io.laminar.bidder.money.Budget;
import io.laminar.bidder.money.BudgetBook;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What operators see of campaigns. Amounts are decimals of the currency. */
public final class CampaignViews {

  private static final int MOST = 1_000;
  private static final int USUAL = 100;
  private static final int NANO_DIGITS = 9;
  private static final int MICRO_DIGITS = 6;

  private final Market market;
  private final BudgetBook budgets;
  private final LongSupplier nowMillis;
  private final LongSupplier nanoTime;

  public CampaignViews(
      Market market, BudgetBook budgets, LongSupplier nowMillis, LongSupplier nanoTime) {
    this.market = market;
    this.budgets = budgets;
    this.nowMillis = nowMillis;
    this.nanoTime = nanoTime;
  }

  Optional<Campaign> find(String id) {
    return market.campaigns().find(id);
  }

  /**
   * A page of those in use, in the order of the set.
   *
   * @param state active or paused; null: all
   * @param after the last id of the page before; null: from the first
   * @param limit null: 100
   * @throws IllegalArgumentException if a parameter is wrong
   */
  JsonObject page(CatalogStatus status, String state, String after, String limit) {
    int most = limit(limit);
    if (state != null && !state.equals("active") && !state.equals("paused")) {
      throw new IllegalArgumentException("state must be active or paused, was " + state);
    }
    List<Campaign> all = market.campaigns().campaigns();
    int from = after == null ? 0 : market.campaigns().indexOf(after) + 1;
    if (after != null && from == 0) {
      throw new IllegalArgumentException("after must be the id of a campaign, was " + after);
    }
    var shown = new JsonArray();
    int at = from;
    for (; at < all.size() && shown.size() < most; at++) {
      Campaign campaign = all.get(at);
      if (state == null || state(campaign).equals(state)) {
        shown.add(summary(campaign));
      }
    }
    var page =
        new JsonObject()
            .put("source", status.source())
            .put("installed", Instant.ofEpochMilli(status.installedMillis()).toString())
            .put("count", all.size())
            .put("campaigns", shown);
    if (!status.problem().isEmpty()) {
      page.put("problem", status.problem());
    }
    if (at < all.size() && at > from) {
      page.put("next", all.get(at - 1).id());
    }
    return page;
  }

  private static int limit(String text) {
    if (text == null) {
      return USUAL;
    }
    if (!text.matches("\\d{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST) {
      throw new IllegalArgumentException("limit must be 1.." + MOST + ", was " + text);
    }
    return Integer.parseInt(text);
  }

  /** One campaign and its money, as this bidder has it. */
  JsonObject summary(Campaign campaign) {
    var creatives = new JsonArray();
    for (Creative creative : campaign.creatives()) {
      creatives.add(creative.id());
    }
    return new JsonObject()
        .put("id", campaign.id())
        .put("advertiser", campaign.advertiser())
        .put("state", state(campaign))
        .put("running", campaign.flight().isOn(nowMillis.getAsLong()))
        .put("bid-cpm", micros(campaign.strategy().bidMicros()))
        .put("creatives", creatives)
        .put("money", money(campaign));
  }

  private JsonObject money(Campaign campaign) {
    Budget budget = budgets.of(campaign);
    Account account = budget.account();
    var money =
        new JsonObject()
            .put("daily-budget", micros(campaign.dailyBudgetMicros()))
            .put("pacing", campaign.pacing().label())
            .put("spent-today", nanos(account.spentTodayNanos()))
            .put("spent", nanos(account.spentNanos()))
            .put("held", nanos(account.heldNanos()))
            .put("left-here", nanos(budget.leftNanos(nanoTime.getAsLong())))
            .put("limit", budget.limit().label());
    if (campaign.totalBudgetMicros() != Long.MAX_VALUE) {
      money.put("total-budget", micros(campaign.totalBudgetMicros()));
    }
    return money;
  }

  private static String state(Campaign campaign) {
    Flight flight = campaign.flight();
    return flight.paused() ? "paused" : "active";
  }

  private static BigDecimal micros(long micros) {
    return plain(BigDecimal.valueOf(micros, MICRO_DIGITS));
  }

  private static BigDecimal nanos(long nanos) {
    return plain(BigDecimal.valueOf(nanos, NANO_DIGITS));
  }

  private static BigDecimal plain(BigDecimal value) {
    BigDecimal shorter = value.stripTrailingZeros();
    return shorter.scale() < 0 ? shorter.setScale(0) : shorter;
  }
}
