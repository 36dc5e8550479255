package io.laminar.bidder.campaign;

import io.laminar.bidder.openrtb.Country;
import io.laminar.bidder.openrtb.Inventory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes the targeting of one campaign, and notes all problems. */
final class TargetReader {

  private static final String PLACES_ALLOWED =
      "places such as USA, USA/CA, USA/CA/oakland or FRA//paris (alpha-3 country, region, city), or"
          + " maps of lat, lon and radius-km";
  private static final Pattern REGION = Pattern.compile("[A-Z0-9]{0,3}");
  private static final Pattern SYSTEM = Pattern.compile("[a-z0-9][a-z0-9 ._-]{0,31}");
  private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2}");
  private static final Pattern BUNDLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern AUDIENCE_SEGMENT =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}");
  private static final int MAX_DEPTH = 8;
  private static final int MICROS_PER_METER_OF_KM = 1_000;

  /** AdCOM 1.0, Device Types, by the names in files. */
  private static final Map<String, Set<Integer>> TYPES_BY_DEVICE = new LinkedHashMap<>();

  static {
    TYPES_BY_DEVICE.put("mobile", Set.of(1, 4, 5));
    TYPES_BY_DEVICE.put("phone", Set.of(4));
    TYPES_BY_DEVICE.put("tablet", Set.of(5));
    TYPES_BY_DEVICE.put("pc", Set.of(2));
    TYPES_BY_DEVICE.put("tv", Set.of(3));
    TYPES_BY_DEVICE.put("connected", Set.of(6));
    TYPES_BY_DEVICE.put("set-top-box", Set.of(7));
    TYPES_BY_DEVICE.put("out-of-home", Set.of(8));
  }

  private final String source;
  private final String owner;
  private final List<String> problems;

  TargetReader(String source, String owner, List<String> problems) {
    this.source = source;
    this.owner = owner;
    this.problems = problems;
  }

  /**
   * Reads {@code target} of a campaign, and what stands beside it.
   *
   * @param campaign the members of the campaign
   */
  Targeting read(Members campaign) {
    List<Place> places = new ArrayList<>();
    campaign
        .texts("countries", TargetReader::isCountry, "ISO-3166 alpha-3 codes such as USA")
        .forEach(country -> places.add(new Place.Area(country, "", "")));
    Set<String> avoided =
        Set.copyOf(
            campaign.texts(
                "avoid",
                CampaignReader.CATEGORY.asMatchPredicate(),
                CampaignReader.CATEGORY_ALLOWED));
    YamlTree node = campaign.node("target");
    if (node == null) {
      return new Targeting(
          Set.of(),
          places,
          List.of(),
          Set.of(),
          Set.of(),
          Set.of(),
          Set.of(),
          avoided,
          Set.of(),
          Set.of(),
          Audience.EVERYBODY);
    }
    return read(new Members(source, owner + ", target", node, problems), places, avoided);
  }

  private Targeting read(Members target, List<Place> places, Set<String> avoided) {
    places.addAll(readPlaces(target, "places"));
    var targeting =
        new Targeting(
            readInventory(target),
            places,
            readPlaces(target, "avoid-places"),
            readDevices(target),
            readTexts(target, "os", SYSTEM, "lower-case names such as android"),
            readTexts(target, "languages", LANGUAGE, "ISO-639-1 codes such as en"),
            readTexts(
                target, "categories", CampaignReader.CATEGORY, CampaignReader.CATEGORY_ALLOWED),
            avoided,
            readPublishers(target, "domains", "bundles"),
            readPublishers(target, "avoid-domains", "avoid-bundles"),
            readAudience(target));
    target.refuseOthers();
    return targeting;
  }

  private static Set<String> readTexts(
      Members target, String key, Pattern pattern, String allowed) {
    return Set.copyOf(target.texts(key, pattern.asMatchPredicate(), allowed));
  }

  private static Set<String> readPublishers(Members target, String domains, String bundles) {
    Set<String> all =
        new HashSet<>(
            target.texts(
                domains, CampaignReader.DOMAIN.asMatchPredicate(), CampaignReader.DOMAIN_ALLOWED));
    all.addAll(
        target.texts(bundles, BUNDLE.asMatchPredicate(), "bundles such as com.example.game"));
    return all;
  }

  private static Set<Inventory.Kind> readInventory(Members target) {
    return target
        .texts("inventory", Set.of("site", "app", "dooh")::contains, "site, app and dooh")
        .stream()
        .map(text -> Inventory.Kind.valueOf(text.toUpperCase(Locale.ROOT)))
        .collect(Collectors.toSet());
  }

  private static Set<Integer> readDevices(Members target) {
    return target
        .texts(
            "devices",
            TYPES_BY_DEVICE::containsKey,
            "of " + String.join(", ", TYPES_BY_DEVICE.keySet()))
        .stream()
        .flatMap(device -> TYPES_BY_DEVICE.get(device).stream())
        .collect(Collectors.toSet());
  }

  private List<Place> readPlaces(Members target, String key) {
    List<Place> places = new ArrayList<>();
    for (YamlTree item : target.items(key)) {
      if (item.members() != null) {
        places.add(readCircle(item, key));
      } else {
        Optional<Place> area = area(item.text());
        area.ifPresent(places::add);
        if (area.isEmpty()) {
          target.problemOf(item, key + " must hold only " + PLACES_ALLOWED);
        }
      }
    }
    return places;
  }

  private static Optional<Place> area(String text) {
    String[] parts = text == null ? new String[0] : text.split("/", -1);
    if (parts.length < 1 || parts.length > 3 || !isCountry(parts[0])) {
      return Optional.empty();
    }
    String region = parts.length > 1 ? parts[1] : "";
    String city = parts.length > 2 ? parts[2].strip() : "";
    boolean whole = parts.length == 2 && region.isEmpty() || parts.length == 3 && city.isEmpty();
    return whole || !REGION.matcher(region).matches()
        ? Optional.empty()
        : Optional.of(new Place.Area(parts[0], region, city.toLowerCase(Locale.ROOT)));
  }

  private Place readCircle(YamlTree item, String key) {
    var circle = new Members(source, owner + ", " + key, item, problems);
    long lat = circle.signedMicros("lat", -90, 90);
    long lon = circle.signedMicros("lon", -180, 180);
    long km = circle.micros("radius-km", "0.1", "1000");
    circle.refuseOthers();
    return new Place.Circle((int) lat, (int) lon, (int) (km / MICROS_PER_METER_OF_KM));
  }

  private Audience readAudience(Members target) {
    YamlTree node = target.node("audience");
    return node == null ? Audience.EVERYBODY : audience(node, 0);
  }

  private Audience audience(YamlTree node, int depth) {
    String allowed =
        "a segment, or a map of one of all, any (lists) and not, nested at most " + MAX_DEPTH;
    var map = new Members(source, owner + ", audience", node.asMap("segment"), problems);
    if (depth > MAX_DEPTH || node.isEmpty()) {
      map.problem("must be " + allowed);
      return Audience.EVERYBODY;
    }
    if (node.text() != null) {
      return new Audience.In(
          map.text("segment", AUDIENCE_SEGMENT, "a segment such as auto or provider:segment"));
    }
    List<String> given = Arrays.asList("all", "any", "not").stream().filter(map::has).toList();
    Audience read = Audience.EVERYBODY;
    if (given.size() != 1) {
      map.problem("must be " + allowed);
    } else if (given.get(0).equals("not")) {
      read = new Audience.Not(audience(map.node("not"), depth + 1));
    } else {
      List<Audience> parts = new ArrayList<>();
      map.items(given.get(0)).forEach(item -> parts.add(audience(item, depth + 1)));
      if (parts.isEmpty()) {
        map.problemAt(given.get(0), "must hold at least one");
      }
      read = given.get(0).equals("all") ? new Audience.All(parts) : new Audience.Any(parts);
    }
    map.allow("all", "any", "not");
    map.refuseOthers();
    return read;
  }

  private static boolean isCountry(String text) {
    return !text.isEmpty() && Country.alpha3(text).equals(text);
  }
}
