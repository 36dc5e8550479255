package io.laminar.bidder.campaign;

import io.laminar.bidder.openrtb.Ad;
import io.laminar.bidder.openrtb.AdType;
import io.laminar.bidder.openrtb.BidTemplate;
import io.laminar.bidder.openrtb.Inventory;
import io.laminar.bidder.openrtb.Markup;
import io.laminar.bidder.openrtb.NativeMarkup;
import io.laminar.bidder.openrtb.Size;
import io.laminar.bidder.openrtb.TextMarkup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Campaigns for tests: everywhere, for everybody, for 1.00, until the test says otherwise. */
public final class CampaignBuilder {

  private final String id;
  private String domain;
  private List<String> categories = List.of("IAB3");
  private final Set<String> countries = new HashSet<>();
  private final Map<String, Integer> permilleBySegment = new HashMap<>();
  private boolean anonymous = true;
  private long bidMicros = 1_000_000;
  private long budgetMicros = Long.MAX_VALUE;
  private long totalMicros = Long.MAX_VALUE;
  private String bundle = "";
  private Flight flight = Flight.ALWAYS;
  private final Set<Inventory.Kind> kinds = new HashSet<>();
  private final List<Place> places = new ArrayList<>();
  private final List<Place> avoidedPlaces = new ArrayList<>();
  private final Set<Integer> deviceTypes = new HashSet<>();
  private final Set<String> systems = new HashSet<>();
  private final Set<String> languages = new HashSet<>();
  private final Set<String> wantedCategories = new HashSet<>();
  private final Set<String> publishers = new HashSet<>();
  private final Set<String> avoidedPublishers = new HashSet<>();
  private Audience audience = Audience.EVERYBODY;
  private int shadingPermille;
  private Pacing pacing = Pacing.ASAP;
  private final List<FrequencyCap> caps = new ArrayList<>();
  private int weight = 1;
  private final Set<String> deals = new HashSet<>();
  private final List<String> avoided = new ArrayList<>();
  private final List<Creative> creatives = new ArrayList<>();

  public CampaignBuilder(String id) {
    this.id = id;
    this.domain = id + ".example";
  }

  public CampaignBuilder domain(String value) {
    domain = value;
    return this;
  }

  public CampaignBuilder categories(String... values) {
    categories = List.of(values);
    return this;
  }

  public CampaignBuilder countries(String... values) {
    countries.addAll(List.of(values));
    return this;
  }

  /** Changes the bid for users in the segment. */
  public CampaignBuilder segment(String segment, int permille) {
    permilleBySegment.put(segment, permille);
    return this;
  }

  /** Only for users in one of the segments. */
  public CampaignBuilder onlySegments() {
    anonymous = false;
    return this;
  }

  public CampaignBuilder bundle(String value) {
    bundle = value;
    return this;
  }

  public CampaignBuilder flight(Flight value) {
    flight = value;
    return this;
  }

  public CampaignBuilder kinds(Inventory.Kind... values) {
    kinds.addAll(List.of(values));
    return this;
  }

  public CampaignBuilder places(Place... values) {
    places.addAll(List.of(values));
    return this;
  }

  public CampaignBuilder avoidedPlaces(Place... values) {
    avoidedPlaces.addAll(List.of(values));
    return this;
  }

  public CampaignBuilder deviceTypes(Integer... values) {
    deviceTypes.addAll(List.of(values));
    return this;
  }

  public CampaignBuilder systems(String... values) {
    systems.addAll(List.of(values));
    return this;
  }

  public CampaignBuilder languages(String... values) {
    languages.addAll(List.of(values));
    return this;
  }

  public CampaignBuilder wantedCategories(String... values) {
    wantedCategories.addAll(List.of(values));
    return this;
  }

  public CampaignBuilder publishers(String... values) {
    publishers.addAll(List.of(values));
    return this;
  }

  public CampaignBuilder avoidedPublishers(String... values) {
    avoidedPublishers.addAll(List.of(values));
    return this;
  }

  public CampaignBuilder audience(Audience value) {
    audience = value;
    return this;
  }

  public CampaignBuilder shadingPermille(int value) {
    shadingPermille = value;
    return this;
  }

  public CampaignBuilder totalMicros(long value) {
    totalMicros = value;
    return this;
  }

  public CampaignBuilder pacing(Pacing value) {
    pacing = value;
    return this;
  }

  public CampaignBuilder cap(FrequencyCap.Scope scope, int most, Duration within) {
    caps.add(new FrequencyCap(scope, most, within));
    return this;
  }

  /** The weight of the creatives that are added from now on. */
  public CampaignBuilder weight(int value) {
    weight = value;
    return this;
  }

  public CampaignBuilder bidMicros(long value) {
    bidMicros = value;
    return this;
  }

  public CampaignBuilder budgetMicros(long value) {
    budgetMicros = value;
    return this;
  }

  public CampaignBuilder deals(String... values) {
    deals.addAll(List.of(values));
    return this;
  }

  public CampaignBuilder avoids(String... values) {
    avoided.addAll(List.of(values));
    return this;
  }

  public CampaignBuilder banner(int w, int h, Integer... attributes) {
    var markup = new TextMarkup("<a href=\"" + TextMarkup.CLICK_MACRO + "\">x</a>");
    return add(AdType.BANNER, List.of(attributes), new Size(w, h), 0, "", 0, markup);
  }

  public CampaignBuilder video(int seconds, String mime, int protocol) {
    var markup = new TextMarkup("<VAST>" + TextMarkup.CLICK_MACRO + "</VAST>");
    return add(AdType.VIDEO, List.of(), new Size(640, 360), seconds, mime, protocol, markup);
  }

  public CampaignBuilder audio(int seconds, String mime, int protocol) {
    var markup = new TextMarkup("<DAAST>" + TextMarkup.CLICK_MACRO + "</DAAST>");
    return add(AdType.AUDIO, List.of(), new Size(0, 0), seconds, mime, protocol, markup);
  }

  public CampaignBuilder nativeAd(String title, NativeMarkup.Image... images) {
    var markup = new NativeMarkup(title, List.of(images), Map.of(2, "Say \"hello\" \\ ☕"));
    return add(AdType.NATIVE, List.of(), new Size(0, 0), 0, "", 0, markup);
  }

  private CampaignBuilder add(
      AdType type,
      List<Integer> attributes,
      Size size,
      int seconds,
      String mime,
      int protocol,
      Markup markup) {
    String creativeId = "c" + creatives.size();
    var ad =
        new Ad(id, creativeId, domain, bundle, categories, attributes, type, size, seconds, markup);
    creatives.add(
        new Creative(
            new BidTemplate(ad), mime, protocol, "https://" + domain + "/landing", weight));
    return this;
  }

  public Campaign build() {
    List<Place> all = new ArrayList<>(places);
    countries.forEach(country -> all.add(new Place.Area(country, "", "")));
    return new Campaign(
        id,
        id,
        domain,
        bundle,
        categories,
        flight,
        new Targeting(
            kinds,
            all,
            avoidedPlaces,
            deviceTypes,
            systems,
            languages,
            wantedCategories,
            Set.copyOf(avoided),
            publishers,
            avoidedPublishers,
            audience),
        new Strategy(bidMicros, 0, permilleBySegment, anonymous, shadingPermille),
        budgetMicros,
        totalMicros,
        pacing,
        deals,
        caps,
        creatives);
  }
}
