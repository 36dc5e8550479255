package io.laminar.bidder.money;

import io.laminar.bidder.campaign.Campaign;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The budgets of all campaigns that this process has seen; they outlive a change of the campaigns.
 * Thread-safe.
 */
public final class BudgetBook {

  private final Map<String, Budget> budgetById = new ConcurrentHashMap<>();

  /** The campaign's budget, by its latest terms. */
  public Budget of(Campaign campaign) {
    Terms terms = Terms.of(campaign);
    Budget budget = budgetById.computeIfAbsent(campaign.id(), id -> new Budget(terms));
    budget.terms(terms);
    return budget;
  }

  /** The budget of this id, or null. */
  Budget find(String campaignId) {
    return budgetById.get(campaignId);
  }

  Collection<Budget> all() {
    return budgetById.values();
  }
}
