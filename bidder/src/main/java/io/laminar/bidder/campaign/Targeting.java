package io.laminar.bidder.campaign;

import io.laminar.bidder.openrtb.Inventory;
import java.util.List;
import java.util.Set;

/**
 * Where and to whom a campaign may be shown. An empty set of what is wanted stands for everything,
 * also for what is not known; what is wanted must be known to be met.
 *
 * @param inventory site, app, out-of-home screen
 * @param places one of them must hold the user
 * @param avoidedPlaces none of them may
 * @param deviceTypes of AdCOM 1.0
 * @param systems operating systems, lower case
 * @param languages ISO-639-1, lower case
 * @param categories of the inventory, IAB Content Category 1.0, with those below them
 * @param avoidedCategories likewise
 * @param publishers domains with those below them, or bundles; one must be the inventory's
 * @param avoidedPublishers likewise
 */
public record Targeting(
    Set<Inventory.Kind> inventory,
    List<Place> places,
    List<Place> avoidedPlaces,
    Set<Integer> deviceTypes,
    Set<String> systems,
    Set<String> languages,
    Set<String> categories,
    Set<String> avoidedCategories,
    Set<String> publishers,
    Set<String> avoidedPublishers,
    Audience audience) {

  public static final Targeting EVERYTHING =
      new Targeting(
          Set.of(),
          List.of(),
          List.of(),
          Set.of(),
          Set.of(),
          Set.of(),
          Set.of(),
          Set.of(),
          Set.of(),
          Set.of(),
          Audience.EVERYBODY);

  public Targeting {
    inventory = Set.copyOf(inventory);
    places = List.copyOf(places);
    avoidedPlaces = List.copyOf(avoidedPlaces);
    deviceTypes = Set.copyOf(deviceTypes);
    systems = Set.copyOf(systems);
    languages = Set.copyOf(languages);
    categories = Set.copyOf(categories);
    avoidedCategories = Set.copyOf(avoidedCategories);
    publishers = Set.copyOf(publishers);
    avoidedPublishers = Set.copyOf(avoidedPublishers);
  }
}
