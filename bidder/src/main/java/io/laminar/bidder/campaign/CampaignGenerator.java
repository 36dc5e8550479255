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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Invented campaigns, as many as wanted, the same for the same seed: to measure with. They are as
 * mixed as real ones: most target a country and a device or two, a third prices by segments, some
 * have audiences, deals, circles, hours or caps. Their budgets are so large that they do not end.
 * Not thread-safe.
 */
public final class CampaignGenerator {

  private static final String[] COUNTRIES = {
    "USA", "GBR", "DEU", "FRA", "ESP", "ITA", "NLD", "CAN", "BRA", "JPN", "IND", "AUS"
  };
  private static final String[] SEGMENTS = {
    "auto",
    "beauty",
    "eco",
    "fashion",
    "finance",
    "food",
    "gaming",
    "home",
    "music",
    "outdoors",
    "parents",
    "pets",
    "sports",
    "tech",
    "travel"
  };
  private static final String[] SYSTEMS = {"ios", "android", "windows", "macos"};
  private static final Size[] SIZES = {
    new Size(300, 250), new Size(728, 90), new Size(320, 50), new Size(160, 600),
    new Size(300, 600), new Size(970, 250), new Size(320, 480), new Size(468, 60)
  };
  private static final String[] CAPITALS = {
    "40.7128,-74.006", "51.5072,-0.1276", "52.52,13.405", "48.8566,2.3522", "35.6762,139.6503"
  };
  private static final int MICROS = 1_000_000;
  private static final long ENDLESS_MICROS = 100_000_000L * MICROS;

  private final Random random;

  private CampaignGenerator(long seed) {
    this.random = new Random(seed);
  }

  /**
   * Makes a set.
   *
   * @param count at least 1
   */
  public static CampaignSet generate(int count, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException("there must be at least 1 campaign, were " + count);
    }
    var generator = new CampaignGenerator(seed);
    List<Campaign> campaigns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      campaigns.add(generator.campaign("g" + i));
    }
    return new CampaignSet("USD", "laminar", campaigns);
  }

  private Campaign campaign(String id) {
    String domain = id + "-brand.example";
    List<String> categories =
        List.of("IAB" + (1 + random.nextInt(26)) + (random.nextBoolean() ? "-1" : ""));
    List<Creative> creatives = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      creatives.add(creative(id, id + "-c" + i, domain, categories));
    }
    return new Campaign(
        id,
        "Brand " + id,
        domain,
        oneIn(20) ? "com.example." + id : "",
        categories,
        new Flight(false, Long.MIN_VALUE, Long.MAX_VALUE, DayParts.ALL),
        targeting(),
        strategy(),
        ENDLESS_MICROS,
        Long.MAX_VALUE,
        Pacing.ASAP,
        oneIn(20) ? Set.of("deal-" + random.nextInt(50)) : Set.of(),
        oneIn(50)
            ? List.of(new FrequencyCap(FrequencyCap.Scope.CAMPAIGN, 5, Duration.ofDays(1)))
            : List.of(),
        creatives);
  }

  private Strategy strategy() {
    Map<String, Integer> permilleBySegment = new LinkedHashMap<>();
    if (oneIn(3)) {
      some(SEGMENTS, 3).forEach(segment -> permilleBySegment.put(segment, 800 + 10 * hundred()));
    }
    long bid = MICROS / 2 + 40_000L * hundred();
    return new Strategy(
        bid,
        bid / 2,
        permilleBySegment,
        permilleBySegment.isEmpty() || random.nextBoolean(),
        oneIn(4) ? 300 : 0);
  }

  private Targeting targeting() {
    List<Place> places = new ArrayList<>();
    if (!oneIn(3)) {
      some(COUNTRIES, 3).forEach(country -> places.add(new Place.Area(country, "", "")));
    }
    if (oneIn(30)) {
      String[] point = CAPITALS[random.nextInt(CAPITALS.length)].split(",");
      places.add(
          new Place.Circle(
              (int) (Double.parseDouble(point[0]) * MICROS),
              (int) (Double.parseDouble(point[1]) * MICROS),
              1_000 * (1 + hundred())));
    }
    return new Targeting(
        oneIn(5)
            ? Set.of(random.nextBoolean() ? Inventory.Kind.SITE : Inventory.Kind.APP)
            : Set.of(),
        places,
        List.of(),
        oneIn(4) ? Set.of(1, 4, 5) : Set.of(),
        oneIn(6) ? Set.copyOf(some(SYSTEMS, 2)) : Set.of(),
        oneIn(8) ? Set.of("en") : Set.of(),
        oneIn(10) ? Set.of("IAB" + (1 + random.nextInt(20))) : Set.of(),
        oneIn(2) ? Set.of("IAB25", "IAB26") : Set.of(),
        oneIn(25) ? Set.of("site" + random.nextInt(200) + ".example") : Set.of(),
        oneIn(6) ? Set.of("site" + random.nextInt(200) + ".example") : Set.of(),
        audience());
  }

  private Audience audience() {
    if (!oneIn(8)) {
      return Audience.EVERYBODY;
    }
    List<Audience> wanted = new ArrayList<>();
    some(SEGMENTS, 3).forEach(segment -> wanted.add(new Audience.In(segment)));
    var any = new Audience.Any(wanted);
    return random.nextBoolean()
        ? any
        : new Audience.All(List.of(any, new Audience.Not(new Audience.In(one(SEGMENTS)))));
  }

  private Creative creative(String campaign, String id, String domain, List<String> categories) {
    String landing = "https://" + domain + "/";
    String link = "<a href=\"" + TextMarkup.CLICK_MACRO + "\">" + id + "</a>";
    return switch (random.nextInt(10)) {
      case 0, 1 -> {
        String vast =
            "<VAST version=\"4.2\"><Ad><InLine><ClickThrough>"
                + TextMarkup.CLICK_MACRO
                + "</ClickThrough></InLine></Ad></VAST>";
        var ad =
            ad(campaign, id, domain, categories, AdType.VIDEO, new Size(1280, 720), 15, text(vast));
        yield new Creative(new BidTemplate(ad), "video/mp4", 13, landing, 1 + random.nextInt(3));
      }
      case 2 -> {
        var title = new NativeMarkup("Brand " + id, images(domain), Map.of(1, "Brand", 2, "Buy"));
        var ad = ad(campaign, id, domain, categories, AdType.NATIVE, new Size(0, 0), 0, title);
        yield new Creative(new BidTemplate(ad), "", 0, landing, 1);
      }
      default -> {
        Size size = SIZES[random.nextInt(SIZES.length)];
        var ad = ad(campaign, id, domain, categories, AdType.BANNER, size, 0, text(link));
        yield new Creative(new BidTemplate(ad), "", 0, landing, 1 + random.nextInt(3));
      }
    };
  }

  private static List<NativeMarkup.Image> images(String domain) {
    return List.of(
        new NativeMarkup.Image(1, "https://" + domain + "/icon.png", new Size(80, 80)),
        new NativeMarkup.Image(3, "https://" + domain + "/main.jpg", new Size(1200, 627)));
  }

  private static Markup text(String markup) {
    return new TextMarkup(markup);
  }

  private static Ad ad(
      String campaign,
      String id,
      String domain,
      List<String> categories,
      AdType type,
      Size size,
      int seconds,
      Markup markup) {
    return new Ad(campaign, id, domain, "", categories, List.of(), type, size, seconds, markup);
  }

  private Set<String> some(String[] texts, int most) {
    Set<String> some = new HashSet<>();
    for (int i = 1 + random.nextInt(most); i > 0; i--) {
      some.add(one(texts));
    }
    return some;
  }

  private String one(String[] texts) {
    return texts[random.nextInt(texts.length)];
  }

  private boolean oneIn(int cases) {
    return random.nextInt(cases) == 0;
  }

  private int hundred() {
    return random.nextInt(100);
  }
}
