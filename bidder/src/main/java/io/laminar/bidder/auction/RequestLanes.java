package io.laminar.bidder.auction;

import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.Device;
import io.laminar.bidder.openrtb.Geo;
import io.laminar.bidder.openrtb.Inventory;
import io.laminar.bidder.openrtb.UserData;
import io.laminar.bidder.profile.Profile;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request asks of slots, whatever the imp. The words of three sets, each inside the one
 * before, are worked out when they are asked for. Not thread-safe; kept and filled again for each
 * request.
 */
final class RequestLanes {

  private static final int FIRST_TAXONOMY = 1;

  private final IndexParts parts;
  private final List<Lane> wanted = new ArrayList<>();
  private int wantedSize;
  private final Lane avoided = new Lane();
  private final Lane blocked = new Lane();
  private final Lane audience = new Lane();
  private final Lane priced = new Lane();
  private final List<String> segments = new ArrayList<>();
  private boolean allBlocked;
  private String country = "";
  private Geo geo = Geo.UNKNOWN;
  private Reason withoutUser = Reason.NO_PROFILE;

  RequestLanes(CampaignIndex index) {
    this.parts = index.parts();
  }

  /**
   * Makes the sets for a request.
   *
   * @param profile {@link Profile#ANONYMOUS} if the user must not be profiled
   */
  void prepare(BidRequest request, Profile profile) {
    wantedSize = 0;
    avoided.clear();
    blocked.clear();
    country = request.country().isEmpty() ? profile.country() : request.country();
    geo = request.geo();
    addPlaces();
    addDevice(request.device());
    addInventory(request.inventory());
    addBlocked(request);
    addUser(request, profile);
    withoutUser =
        !request.isPersonal()
            ? Reason.PRIVACY
            : profile.isAnonymous() ? Reason.NO_PROFILE : Reason.NO_SEGMENT;
  }

  /** Why what needs a segment is not eligible. */
  Reason withoutUser() {
    return withoutUser;
  }

  /** The user's segments: those of the profile, and those that the request tells. */
  List<String> segments() {
    return segments;
  }

  String country() {
    return country;
  }

  Geo geo() {
    return geo;
  }

  /** Which of these words may hold a slot that is wanted here. */
  long summary(int block, long among) {
    long left = among;
    for (int i = 0; i < wantedSize && left != 0; i++) {
      left &= wanted.get(i).summary(block);
    }
    return left;
  }

  /** Those of the slots that may be shown in this place. */
  long local(int word, long among) {
    long left = among;
    for (int i = 0; i < wantedSize && left != 0; i++) {
      left &= wanted.get(i).word(word);
    }
    return left == 0 ? 0 : left & ~avoided.word(word);
  }

  /** Those of the local slots that the publisher takes and that take the publisher. */
  long unblocked(int word, long local) {
    return allBlocked ? 0 : local & ~blocked.word(word);
  }

  /** Those of the unblocked slots that may be shown to the user. */
  long eligible(int word, long unblocked) {
    long left = unblocked & priced.word(word);
    return left == 0 ? 0 : left & audience.word(word);
  }

  private void addPlaces() {
    if (parts.asksForPlace()) {
      Lane lane = nextWanted();
      lane.add(parts.areas().indifferent());
      addAreas(parts.areas(), lane);
      if (geo.hasPoint()) {
        lane.add(parts.farCircles());
        lane.add(parts.cells().of(Cells.of(geo.latMicros(), geo.lonMicros())));
      }
    }
    if (parts.avoidedAreas().isAsked()) {
      addAreas(parts.avoidedAreas(), avoided);
    }
  }

  private void addAreas(SlotSets<String> sets, Lane lane) {
    if (country.isEmpty()) {
      return;
    }
    lane.add(sets.of(country));
    if (!parts.hasRegions()) {
      return;
    }
    if (!geo.region().isEmpty()) {
      lane.add(sets.of(areaKey(country, geo.region(), "")));
    }
    if (!geo.city().isEmpty()) {
      lane.add(sets.of(areaKey(country, "", geo.city())));
      if (!geo.region().isEmpty()) {
        lane.add(sets.of(areaKey(country, geo.region(), geo.city())));
      }
    }
  }

  private void addDevice(Device device) {
    want(parts.deviceTypes(), device.type());
    want(parts.systems(), device.os());
    want(parts.languages(), device.language());
  }

  private void addInventory(Inventory inventory) {
    want(parts.kinds(), inventory.kind());
    if (parts.publishers().isAsked()) {
      Lane lane = nextWanted();
      lane.add(parts.publishers().indifferent());
      addPublishers(parts.publishers(), inventory, lane);
    }
    if (parts.avoidedPublishers().isAsked()) {
      addPublishers(parts.avoidedPublishers(), inventory, avoided);
    }
    if (parts.categories().isAsked()) {
      Lane lane = nextWanted();
      lane.add(parts.categories().indifferent());
      if (inventory.categoryTaxonomy() == FIRST_TAXONOMY) {
        addCategories(parts.categories(), inventory.categories(), lane);
      }
    }
  }

  private <K> void want(SlotSets<K> sets, K value) {
    if (sets.isAsked()) {
      Lane lane = nextWanted();
      lane.add(sets.indifferent());
      lane.add(sets.of(value));
    }
  }

  private static void addPublishers(SlotSets<String> sets, Inventory inventory, Lane lane) {
    if (!inventory.bundle().isEmpty()) {
      lane.add(sets.of(inventory.bundle()));
    }
    for (String domain = inventory.domain(); !domain.isEmpty(); domain = parentDomain(domain)) {
      lane.add(sets.of(domain));
    }
  }

  private static void addCategories(SlotSets<String> sets, List<String> categories, Lane lane) {
    for (int i = 0; i < categories.size(); i++) {
      String category = categories.get(i);
      lane.add(sets.of(category));
      if (category.indexOf('-') > 0) {
        lane.add(sets.of(parent(category)));
      }
    }
  }

  private void addBlocked(BidRequest request) {
    List<String> categories = request.blockedCategories();
    // Blocked categories of a taxonomy that ours cannot be compared with: all might be meant.
    allBlocked = !categories.isEmpty() && request.categoryTaxonomy() != FIRST_TAXONOMY;
    for (int i = 0; i < categories.size(); i++) {
      blocked.add(parts.advertiserCategories().of(categories.get(i)));
    }
    List<String> domains = request.blockedDomains();
    for (int i = 0; i < domains.size(); i++) {
      String domain = domains.get(i);
      blocked.add(
          parts.advertiserDomains().of(domain.startsWith("www.") ? domain.substring(4) : domain));
    }
    if (parts.advertisedBundles().isAsked()) {
      List<String> apps = request.blockedApps();
      for (int i = 0; i < apps.size(); i++) {
        blocked.add(parts.advertisedBundles().of(apps.get(i)));
      }
    }
    Inventory inventory = request.inventory();
    if (inventory.categoryTaxonomy() == FIRST_TAXONOMY) {
      addCategories(parts.avoidedCategories(), inventory.categories(), blocked);
    } else if (!inventory.categories().isEmpty()) {
      blocked.add(parts.avoiders()); // what is avoided cannot be told from the rest
    }
  }

  private void addUser(BidRequest request, Profile profile) {
    segments.clear();
    segments.addAll(profile.segments());
    if (parts.hasProviders() && request.isPersonal()) {
      addProviders(request.user().data());
    }
    priced.clear();
    priced.add(parts.pricedSegments().indifferent());
    audience.clear();
    audience.add(parts.audiences().indifferent());
    for (int i = 0; i < segments.size(); i++) {
      priced.add(parts.pricedSegments().of(segments.get(i)));
      audience.add(parts.audiences().of(segments.get(i)));
    }
  }

  private void addProviders(List<UserData> data) {
    for (int i = 0; i < data.size(); i++) {
      List<String> theirs = data.get(i).segments();
      for (int j = 0; j < theirs.size(); j++) {
        segments.add(data.get(i).provider() + ':' + theirs.get(j));
      }
    }
  }

  private Lane nextWanted() {
    if (wantedSize == wanted.size()) {
      wanted.add(new Lane());
    }
    Lane lane = wanted.get(wantedSize++);
    lane.clear();
    return lane;
  }

  /** {@code IAB7} of {@code IAB7-39}. */
  static String parent(String category) {
    int dash = category.indexOf('-');
    return dash < 0 ? category : category.substring(0, dash);
  }

  /** What is above a domain; empty above the last dot. */
  private static String parentDomain(String domain) {
    int dot = domain.indexOf('.');
    return dot < 0 || domain.indexOf('.', dot + 1) < 0 ? "" : domain.substring(dot + 1);
  }

  /** How an area is called in the index. */
  static String areaKey(String country, String region, String city) {
    return city.isEmpty()
        ? region.isEmpty() ? country : country + '/' + region
        : country + '/' + region + '/' + city;
  }
}
