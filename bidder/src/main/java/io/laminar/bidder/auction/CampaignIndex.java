package io.laminar.bidder.auction;

import io.laminar.bidder.campaign.Audience;
import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.campaign.Creative;
import io.laminar.bidder.campaign.Place;
import io.laminar.bidder.campaign.Targeting;
import io.laminar.bidder.money.Budget;
import io.laminar.bidder.money.BudgetBook;
import io.laminar.bidder.openrtb.AdType;
import io.laminar.bidder.openrtb.Banner;
import io.laminar.bidder.openrtb.Size;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the creatives for a request without looking at each.
 *
 * <p>Every creative has a slot, a number from 0. Alike creatives lie side by side: by type, size,
 * deal and country. For each property that decides whether a creative may be shown there is a set
 * of slots ({@link SlotSet}); a search goes through the slots of the shape that an imp wants, 64 at
 * a time, and keeps those that are in a set of every condition, stopping at the first condition
 * that leaves none. What sets cannot tell exactly (distances, boolean expressions over segments,
 * hours) is checked for the few that are left. So a request costs what it matches; the number of
 * campaigns adds one word for each 4,096 slots. Immutable: one for all event loops.
 */
public final class CampaignIndex {

  private final CampaignSet campaigns;
  private final Budget[] budgetByCampaign;
  private final Creative[] creativeBySlot;
  private final int[] campaignBySlot;
  private final long[] hashBySlot;
  private final long[] attributesBySlot;
  private final int[] shapeBySlot;
  private final int shapes;
  private final long[] highestByCampaign;
  private final int blocks;
  private final SlotSets<AdType> types;
  private final SlotSets<Long> bannerSizes;
  private final SlotSets<String> deals;
  private final IndexParts parts;
  private final boolean[] exact;

  private record Slot(int campaign, Campaign of, Creative creative) {}

  /**
   * Compiles; takes about a second for 100,000 campaigns, so not on an event loop.
   *
   * @param budgets where each campaign's money is
   */
  public CampaignIndex(CampaignSet campaigns, BudgetBook budgets) {
    this.campaigns = campaigns;
    List<Slot> slots = slots(campaigns);
    creativeBySlot = new Creative[slots.size()];
    campaignBySlot = new int[slots.size()];
    hashBySlot = new long[slots.size()];
    attributesBySlot = new long[slots.size()];
    shapeBySlot = new int[slots.size()];
    highestByCampaign =
        campaigns.campaigns().stream().mapToLong(Campaign::highestPriceMicros).toArray();
    Map<Object, Integer> numberByShape = new HashMap<>();
    blocks = SlotSet.blocks(slots.size());
    budgetByCampaign = campaigns.campaigns().stream().map(budgets::of).toArray(Budget[]::new);
    exact = new boolean[campaigns.campaigns().size()];
    var typesBuilder = new SlotSets.Builder<AdType>();
    var sizesBuilder = new SlotSets.Builder<Long>();
    var dealsBuilder = new SlotSets.Builder<String>();
    var partsBuilder = new IndexParts.Builder();
    for (int slot = 0; slot < slots.size(); slot++) {
      Slot at = slots.get(slot);
      creativeBySlot[slot] = at.creative();
      campaignBySlot[slot] = at.campaign();
      hashBySlot[slot] = Rotation.hash(at.creative().id(), Rotation.hash(at.of().id(), 0));
      attributesBySlot[slot] = Attributes.bits(at.creative().ad().attributes());
      shapeBySlot[slot] =
          numberByShape.computeIfAbsent(Fit.shape(at.creative()), any -> numberByShape.size());
      exact[at.campaign()] = isExact(at.of());
      typesBuilder.add(at.creative().ad().type(), slot);
      if (at.creative().ad().type() == AdType.BANNER) {
        sizesBuilder.add(key(at.creative().ad().size()), slot);
      }
      dealsBuilder.addAll(at.of().deals(), slot);
      partsBuilder.add(at.of(), slot);
    }
    shapes = numberByShape.size();
    types = typesBuilder.build(blocks);
    bannerSizes = sizesBuilder.build(blocks);
    deals = dealsBuilder.build(blocks);
    parts = partsBuilder.build(blocks);
  }

  private static List<Slot> slots(CampaignSet campaigns) {
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < campaigns.campaigns().size(); i++) {
      Campaign campaign = campaigns.campaigns().get(i);
      for (Creative creative : campaign.creatives()) {
        slots.add(new Slot(i, campaign, creative));
      }
    }
    slots.sort(
        Comparator.<Slot, AdType>comparing(slot -> slot.creative().ad().type())
            .thenComparing(slot -> key(slot.creative().ad().size()))
            .thenComparing(slot -> first(slot.of().deals()))
            .thenComparing(slot -> firstCountry(slot.of().targeting()))
            .thenComparing(Slot::campaign));
    return slots;
  }

  private static String first(Set<String> texts) {
    return texts.stream().min(Comparator.naturalOrder()).orElse("");
  }

  private static String firstCountry(Targeting targeting) {
    return targeting.places().stream()
        .map(place -> place instanceof Place.Area area ? area.country() : "~")
        .min(Comparator.naturalOrder())
        .orElse("");
  }

  /** True if the sets tell all there is to know of a campaign, but for its flight. */
  private static boolean isExact(Campaign campaign) {
    Targeting targeting = campaign.targeting();
    return targeting.audience() == Audience.EVERYBODY
        && targeting.places().stream().allMatch(Place.Area.class::isInstance)
        && targeting.avoidedPlaces().stream().allMatch(Place.Area.class::isInstance);
  }

  static long key(Size size) {
    return (long) size.w() << 32 | size.h();
  }

  public CampaignSet campaigns() {
    return campaigns;
  }

  int slots() {
    return creativeBySlot.length;
  }

  int blocks() {
    return blocks;
  }

  Creative creative(int slot) {
    return creativeBySlot[slot];
  }

  int campaignOf(int slot) {
    return campaignBySlot[slot];
  }

  /** See {@link Rotation}; depends on the ids alone. */
  long hashOf(int slot) {
    return hashBySlot[slot];
  }

  /** See {@link Attributes}. */
  long attributesOf(int slot) {
    return attributesBySlot[slot];
  }

  /** The number of what the creative has in common with others; see {@link Fit#shape}. */
  int shapeOf(int slot) {
    return shapeBySlot[slot];
  }

  int shapes() {
    return shapes;
  }

  /** The most that a campaign ever bids. */
  long highestMicrosOf(int campaign) {
    return highestByCampaign[campaign];
  }

  Budget budgetOf(int campaign) {
    return budgetByCampaign[campaign];
  }

  /** True if there is nothing in the campaign's targeting that sets do not hold. */
  boolean isExact(int campaign) {
    return exact[campaign];
  }

  IndexParts parts() {
    return parts;
  }

  /** What is sold without a deal. */
  SlotSet openMarket() {
    return deals.indifferent();
  }

  /** What is sold in this deal, or null. */
  SlotSet deal(String id) {
    return deals.of(id);
  }

  /** Makes the lane of a type. */
  void type(AdType type, Lane lane) {
    lane.clear();
    lane.add(types.of(type));
  }

  /** Makes the lane of the banners that fit. */
  void banners(Banner banner, Lane lane) {
    lane.clear();
    List<Size> sizes = banner.sizes();
    for (int i = 0; i < sizes.size(); i++) {
      lane.addOnce(bannerSizes.of(key(sizes.get(i)))); // a request may repeat its formats
    }
    if (banner.range() != null || !banner.ratios().isEmpty()) {
      for (Map.Entry<Long, SlotSet> size : bannerSizes.entries()) {
        if (Fit.fits(banner, (int) (size.getKey() >> 32), size.getKey().intValue())) {
          lane.add(size.getValue());
        }
      }
    }
  }
}
