package io.laminar.bidder.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.campaign.Audience;
import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.CampaignBuilder;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.campaign.DayParts;
import io.laminar.bidder.campaign.Flight;
import io.laminar.bidder.campaign.Place;
import io.laminar.bidder.openrtb.Bid;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.BidRequestParser;
import io.laminar.bidder.openrtb.Imp;
import io.laminar.bidder.openrtb.Inventory;
import io.laminar.bidder.profile.Profile;
import io.vertx.core.buffer.Buffer;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CampaignIndexTest {

  private static final String[] COUNTRIES = {"USA", "DEU", "FRA", "JPN"};
  private static final String[] SEGMENTS = {"auto", "home", "pets", "food", "tech"};
  private static final String[] CATEGORIES = {"IAB1", "IAB1-2", "IAB7", "IAB7-39", "IAB25-3"};
  private static final String[] DOMAINS = {"a.example", "shop.a.example", "b.example"};
  private static final String[] DEALS = {"d1", "d2", "d3"};
  private static final int[][] SIZES = {{300, 250}, {728, 90}, {320, 50}, {160, 600}};
  private static final String[] MIMES = {"video/mp4", "video/webm"};

  private static final String[] REGIONS = {"CA", "BE", "NY"};
  private static final String[] CITIES = {"paris", "oakland"};
  private static final String[] ZONES = {
    "UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York"
  };
  private static final String[] PUBLISHERS = {
    "news.example", "sport.news.example", "com.game", "com.other"
  };
  private static final long DAY = 86_400_000L;
  private static final long START = 1_764_000_000_000L;
  private static final int SETS = 60;
  private static final int REQUESTS = 60;

  @Test
  void findsWhatAScanOfAllCampaignsFinds() {
    long seed = Long.getLong("laminar.seed", 20_261_124L);
    System.out.println("campaign index against a scan: seed " + seed);
    var random = new Random(seed);
    int offered = 0;
    int silent = 0;
    for (int i = 0; i < SETS; i++) {
      // Up to 200 creatives: sets of one word, of several, and ends in the middle of one.
      CampaignSet set = campaigns(random, 1 + random.nextInt(100));
      var auction = AuctionFixture.auction(set);
      for (int j = 0; j < REQUESTS; j++) {
        int bids = compare(set, auction, request(random), profile(random), now(random));
        offered += bids;
        silent += bids == 0 ? 1 : 0;
      }
    }

    assertThat(offered).isGreaterThan(1000);
    assertThat(silent).isGreaterThan(100);
  }

  @Test
  void findsTheSameAcrossTheBlocksOfALargeSet() {
    long seed = Long.getLong("laminar.seed", 20_261_124L);
    System.out.println("large campaign index against a scan: seed " + seed);
    var random = new Random(seed);
    CampaignSet set = campaigns(random, 9_000); // some 13,500 creatives in 4 blocks
    Auction auction = AuctionFixture.auction(set);

    int offered = 0;
    for (int i = 0; i < 40; i++) {
      offered += compare(set, auction, request(random), profile(random), now(random));
    }

    assertThat(offered).isGreaterThan(20);
  }

  private static int compare(
      CampaignSet set, Auction auction, BidRequest request, Profile profile, long now) {
    Outcome outcome = auction.decide(request, profile, now);
    List<Bid> bids = outcome instanceof Offer offer ? offer.bids() : List.of();
    Map<String, Bid> bidByImp =
        bids.stream().collect(Collectors.toMap(Bid::impId, Function.identity()));
    var matcher = new NaiveMatcher(set);
    for (Imp imp : request.imps()) {
      List<NaiveMatcher.Choice> choices = matcher.choices(request, imp, profile, now);
      Bid bid = bidByImp.remove(imp.id());
      if (choices.isEmpty()) {
        assertThat(bid).as("%s for %s", imp, profile).isNull();
      } else {
        assertThat(bid).as("%s for %s has %s", imp, profile, choices).isNotNull();
        long best = choices.stream().mapToLong(NaiveMatcher.Choice::priceMicros).max().orElse(-1);
        assertThat(bid.priceMicros()).isEqualTo(best);
        assertThat(choices)
            .contains(
                new NaiveMatcher.Choice(
                    bid.campaignId(), bid.creativeId(), bid.dealId(), bid.priceMicros()));
      }
    }
    assertThat(bidByImp).isEmpty();
    return bids.size();
  }

  private static CampaignSet campaigns(Random random, int count) {
    List<Campaign> campaigns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var builder =
          new CampaignBuilder("c" + i)
              .domain(one(DOMAINS, random))
              .categories(one(CATEGORIES, random))
              .bidMicros(100_000L * (1 + random.nextInt(20)));
      some(COUNTRIES, random, 3).forEach(builder::countries);
      List<String> segments = some(SEGMENTS, random, 3);
      segments.forEach(segment -> builder.segment(segment, 500 + random.nextInt(2000)));
      if (!segments.isEmpty() && random.nextBoolean()) {
        builder.onlySegments();
      }
      if (random.nextInt(4) == 0) {
        builder.deals(one(DEALS, random));
      }
      some(CATEGORIES, random, 5).stream().limit(1).forEach(builder::avoids);
      target(builder, random);
      for (int creatives = 1 + random.nextInt(2); creatives > 0; creatives--) {
        addCreative(builder, random);
      }
      campaigns.add(builder.build());
    }
    return new CampaignSet("USD", "seat", campaigns);
  }

  private static void target(CampaignBuilder builder, Random random) {
    if (random.nextInt(4) == 0) {
      builder.kinds(random.nextBoolean() ? Inventory.Kind.SITE : Inventory.Kind.APP);
    }
    for (int i = random.nextInt(6) - 3; i > 0; i--) {
      builder.places(place(random));
    }
    if (random.nextInt(6) == 0) {
      builder.avoidedPlaces(place(random));
    }
    if (random.nextInt(5) == 0) {
      builder.deviceTypes(2, 4);
    }
    if (random.nextInt(5) == 0) {
      builder.systems("ios");
    }
    if (random.nextInt(5) == 0) {
      builder.languages("en", "de");
    }
    if (random.nextInt(6) == 0) {
      builder.wantedCategories(one(CATEGORIES, random));
    }
    if (random.nextInt(5) == 0) {
      builder.publishers(one(PUBLISHERS, random));
    }
    if (random.nextInt(4) == 0) {
      builder.avoidedPublishers(one(PUBLISHERS, random));
    }
    if (random.nextInt(4) == 0) {
      builder.bundle("com.app");
    }
    if (random.nextInt(3) == 0) {
      builder.audience(audience(random, 3));
    }
    if (random.nextInt(3) == 0) {
      builder.shadingPermille(250 * random.nextInt(5));
    }
    builder.flight(flight(random));
  }

  private static Flight flight(Random random) {
    var hours = new BitSet();
    hours.set(0, DayParts.HOURS);
    for (int i = random.nextInt(2) * 60; i > 0; i--) {
      hours.clear(random.nextInt(DayParts.HOURS));
    }
    ZoneId zone = ZoneId.of(one(ZONES, random));
    return new Flight(
        random.nextInt(12) == 0,
        random.nextInt(6) == 0 ? START + DAY : Long.MIN_VALUE,
        random.nextInt(6) == 0 ? START + 200 * DAY : Long.MAX_VALUE,
        new DayParts(hours, zone, random.nextBoolean()));
  }

  private static long now(Random random) {
    return START + (long) (random.nextDouble() * 365 * DAY);
  }

  private static Place place(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> new Place.Area(one(COUNTRIES, random), one(REGIONS, random), "");
      case 1 -> new Place.Area(one(COUNTRIES, random), "", one(CITIES, random));
      default ->
          new Place.Circle(
              degrees(89, random), degrees(180, random), 1_000 * (1 + random.nextInt(999)));
    };
  }

  private static int degrees(int most, Random random) {
    return (int) ((random.nextDouble() * 2 - 1) * most * 1e6);
  }

  private static Audience audience(Random random, int depth) {
    int kind = depth == 0 ? 0 : random.nextInt(4);
    return switch (kind) {
      case 0 -> new Audience.In(one(SEGMENTS, random));
      case 1 -> new Audience.Not(audience(random, depth - 1));
      case 2 -> new Audience.All(List.of(audience(random, depth - 1), audience(random, depth - 1)));
      default ->
          new Audience.Any(List.of(audience(random, depth - 1), audience(random, depth - 1)));
    };
  }

  private static void addCreative(CampaignBuilder builder, Random random) {
    switch (random.nextInt(5)) {
      case 0 -> builder.video(5 + random.nextInt(30), one(MIMES, random), 7);
      case 1 -> builder.audio(5 + random.nextInt(30), "audio/mpeg", 9);
      default -> {
        int[] size = SIZES[random.nextInt(SIZES.length)];
        builder.banner(size[0], size[1], 1 + random.nextInt(3));
      }
    }
  }

  private static Profile profile(Random random) {
    return random.nextInt(3) == 0
        ? Profile.ANONYMOUS
        : new Profile("u", some(SEGMENTS, random, 2), one(COUNTRIES, random), 1);
  }

  private static BidRequest request(Random random) {
    String imps =
        IntStream.rangeClosed(1, 1 + random.nextInt(3))
            .mapToObj(i -> imp(i, random))
            .collect(Collectors.joining(","));
    String country = random.nextInt(3) == 0 ? "" : one(COUNTRIES, random);
    String json =
        """
        {'id':'r','at':%d,'imp':[%s],'device':{'devicetype':%d,'os':'%s','language':'%s',
           'geo':{'country':'%s'%s}},'bcat':%s,'badv':%s,'bapp':%s,
         '%s':{'cat':%s,'%s':'%s'}}
        """
            .formatted(
                1 + random.nextInt(2),
                imps,
                random.nextInt(6),
                random.nextBoolean() ? "iOS" : "Android",
                random.nextBoolean() ? "en" : "fr",
                country,
                geo(random),
                list(some(CATEGORIES, random, 6)),
                list(some(DOMAINS, random, 6)),
                random.nextInt(8) == 0 ? "['com.app']" : "[]",
                random.nextBoolean() ? "site" : "app",
                list(some(CATEGORIES, random, 4)),
                random.nextBoolean() ? "domain" : "bundle",
                one(PUBLISHERS, random));
    return BidRequestParser.parse(Buffer.buffer(json.replace('\'', '"')));
  }

  private static String geo(Random random) {
    String point =
        random.nextInt(3) == 0
            ? ""
            : ",'lat':" + degrees(90, random) / 1e6 + ",'lon':" + degrees(180, random) / 1e6;
    String offset = random.nextBoolean() ? "" : ",'utcoffset':" + 30 * (random.nextInt(48) - 24);
    return ",'region':'%s','city':'%s'%s%s"
        .formatted(one(REGIONS, random), one(CITIES, random), point, offset);
  }

  private static String imp(int number, Random random) {
    int[] size = SIZES[random.nextInt(SIZES.length)];
    int[] other = SIZES[random.nextInt(SIZES.length)];
    String formats =
        switch (random.nextInt(4)) {
          case 0 ->
              "'video':{'mimes':['%s'],'minduration':%d,'maxduration':%d}"
                  .formatted(one(MIMES, random), random.nextInt(15), 10 + random.nextInt(25));
          case 1 -> "'audio':{'maxduration':%d}".formatted(random.nextInt(40));
          case 2 -> "'banner':{'w':%d,'h':%d,'battr':[2]},'video':{}".formatted(size[0], size[1]);
          default ->
              "'banner':{'format':[{'w':%d,'h':%d},{'w':%d,'h':%d}]}"
                  .formatted(size[0], size[1], other[0], other[1]);
        };
    String deals =
        some(DEALS, random, 3).stream()
            .map(deal -> "{'id':'%s','bidfloor':%d}".formatted(deal, random.nextInt(2)))
            .collect(Collectors.joining(","));
    return "{'id':'%d','bidfloor':%s,'bidfloorcur':'%s',%s,'pmp':{'private_auction':%d,'deals':[%s]}}"
        .formatted(
            number,
            random.nextInt(3) * 0.75,
            random.nextInt(8) == 0 ? "EUR" : "USD",
            formats,
            random.nextInt(4) == 0 ? 1 : 0,
            deals);
  }

  private static String list(List<String> texts) {
    return texts.stream().map(text -> "'" + text + "'").collect(Collectors.joining(",", "[", "]"));
  }

  private static String one(String[] texts, Random random) {
    return texts[random.nextInt(texts.length)];
  }

  /** Each text in one of so many cases. */
  private static List<String> some(String[] texts, Random random, int in) {
    List<String> some = new ArrayList<>();
    for (String text : texts) {
      if (random.nextInt(in) == 0) {
        some.add(text);
      }
    }
    return some;
  }
}
