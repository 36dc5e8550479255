package io.laminar.bidder.auction;

import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.Place;
import io.laminar.bidder.campaign.Strategy;
import io.laminar.bidder.campaign.Targeting;
import io.laminar.bidder.openrtb.Inventory;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

/**
 * The sets of slots by each property of a request. "Wanted" ones must hold a slot, "avoided" and
 * "blocked" ones must not.
 */
record IndexParts(
    SlotSets<Inventory.Kind> kinds,
    SlotSets<String> areas,
    SlotSets<Integer> cells,
    SlotSet farCircles,
    SlotSets<Integer> deviceTypes,
    SlotSets<String> systems,
    SlotSets<String> languages,
    SlotSets<String> publishers,
    SlotSets<String> categories,
    SlotSets<String> avoidedAreas,
    SlotSets<String> avoidedPublishers,
    SlotSets<String> avoidedCategories,
    SlotSet avoiders,
    SlotSets<String> advertiserDomains,
    SlotSets<String> advertiserCategories,
    SlotSets<String> advertisedBundles,
    SlotSets<String> audiences,
    SlotSets<String> pricedSegments,
    boolean hasRegions,
    boolean hasProviders) {

  static final class Builder {
    private final SlotSets.Builder<Inventory.Kind> kinds = new SlotSets.Builder<>();
    private final SlotSets.Builder<String> areas = new SlotSets.Builder<>();
    private final SlotSets.Builder<Integer> cells = new SlotSets.Builder<>();
    private final BitSet farCircles = new BitSet();
    private final SlotSets.Builder<Integer> deviceTypes = new SlotSets.Builder<>();
    private final SlotSets.Builder<String> systems = new SlotSets.Builder<>();
    private final SlotSets.Builder<String> languages = new SlotSets.Builder<>();
    private final SlotSets.Builder<String> publishers = new SlotSets.Builder<>();
    private final SlotSets.Builder<String> categories = new SlotSets.Builder<>();
    private final SlotSets.Builder<String> avoidedAreas = new SlotSets.Builder<>();
    private final SlotSets.Builder<String> avoidedPublishers = new SlotSets.Builder<>();
    private final SlotSets.Builder<String> avoidedCategories = new SlotSets.Builder<>();
    private final BitSet avoiders = new BitSet();
    private final SlotSets.Builder<String> advertiserDomains = new SlotSets.Builder<>();
    private final SlotSets.Builder<String> advertiserCategories = new SlotSets.Builder<>();
    private final SlotSets.Builder<String> advertisedBundles = new SlotSets.Builder<>();
    private final SlotSets.Builder<String> audiences = new SlotSets.Builder<>();
    private final SlotSets.Builder<String> pricedSegments = new SlotSets.Builder<>();
    private boolean hasRegions;
    private boolean hasProviders;

    void add(Campaign campaign, int slot) {
      addTargeting(campaign.targeting(), slot);
      addAdvertiser(campaign, slot);
      Strategy strategy = campaign.strategy();
      strategy.permilleBySegment().keySet().forEach(segment -> pricedSegments.add(segment, slot));
      if (strategy.anonymous()) {
        pricedSegments.addIndifferent(slot);
      }
    }

    private void addTargeting(Targeting targeting, int slot) {
      kinds.addAll(targeting.inventory(), slot);
      deviceTypes.addAll(targeting.deviceTypes(), slot);
      systems.addAll(targeting.systems(), slot);
      languages.addAll(targeting.languages(), slot);
      publishers.addAll(targeting.publishers(), slot);
      categories.addAll(targeting.categories(), slot);
      targeting.avoidedPublishers().forEach(publisher -> avoidedPublishers.add(publisher, slot));
      for (String category : targeting.avoidedCategories()) {
        avoidedCategories.add(category, slot);
        avoiders.set(slot);
      }
      addPlaces(targeting, slot);
      Optional<Set<String>> cover = targeting.audience().cover();
      if (cover.isPresent()) {
        cover.get().forEach(segment -> audiences.add(segment, slot));
      } else {
        audiences.addIndifferent(slot);
      }
      // a segment that is only excluded is not in the cover, but has to be known all the same
      hasProviders |= targeting.audience().toString().indexOf(':') >= 0;
    }

    private void addPlaces(Targeting targeting, int slot) {
      if (targeting.places().isEmpty()) {
        areas.addIndifferent(slot);
      }
      for (Place place : targeting.places()) {
        if (place instanceof Place.Area area) {
          addArea(area, areas, slot);
        } else if (place instanceof Place.Circle circle
            && !Cells.each(circle, cell -> cells.add(cell, slot))) {
          farCircles.set(slot);
        }
      }
      for (Place place : targeting.avoidedPlaces()) {
        if (place instanceof Place.Area area) {
          addArea(area, avoidedAreas, slot);
        }
      }
    }

    private void addArea(Place.Area area, SlotSets.Builder<String> sets, int slot) {
      sets.add(RequestLanes.areaKey(area.country(), area.region(), area.city()), slot);
      hasRegions |= !area.region().isEmpty() || !area.city().isEmpty();
    }

    private void addAdvertiser(Campaign campaign, int slot) {
      for (String category : campaign.categories()) {
        advertiserCategories.add(category, slot);
        advertiserCategories.add(RequestLanes.parent(category), slot);
      }
      // Who blocks a domain blocks what is below it.
      for (String domain = campaign.domain();
          domain.indexOf('.') > 0;
          domain = domain.substring(domain.indexOf('.') + 1)) {
        advertiserDomains.add(domain, slot);
      }
      if (!campaign.bundle().isEmpty()) {
        advertisedBundles.add(campaign.bundle(), slot);
      }
    }

    IndexParts build(int blocks) {
      return new IndexParts(
          kinds.build(blocks),
          areas.build(blocks),
          cells.build(blocks),
          new SlotSet(farCircles, blocks),
          deviceTypes.build(blocks),
          systems.build(blocks),
          languages.build(blocks),
          publishers.build(blocks),
          categories.build(blocks),
          avoidedAreas.build(blocks),
          avoidedPublishers.build(blocks),
          avoidedCategories.build(blocks),
          new SlotSet(avoiders, blocks),
          advertiserDomains.build(blocks),
          advertiserCategories.build(blocks),
          advertisedBundles.build(blocks),
          audiences.build(blocks),
          pricedSegments.build(blocks),
          hasRegions,
          hasProviders);
    }
  }

  /** True if a place is asked for by any slot. */
  boolean asksForPlace() {
    return areas.isAsked() || cells.isAsked() || !farCircles.isEmpty();
  }
}
