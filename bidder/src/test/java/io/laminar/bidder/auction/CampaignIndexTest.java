package io.laminar.bidder.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.CampaignBuilder;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.campaign.Spend;
import io.laminar.bidder.openrtb.Bid;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.BidRequestParser;
import io.laminar.bidder.openrtb.Imp;
import io.laminar.bidder.profile.Profile;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
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
      var auction = new Auction(new CampaignIndex(set), new Spend(set), new BidIds("t"));
      for (int j = 0; j < REQUESTS; j++) {
        int bids = compare(set, auction, request(random), profile(random));
        offered += bids;
        silent += bids == 0 ? 1 : 0;
      }
    }

    assertThat(offered).isGreaterThan(1000);
    assertThat(silent).isGreaterThan(100);
  }

  private static int compare(
      CampaignSet set, Auction auction, BidRequest request, Profile profile) {
    Outcome outcome = auction.decide(request, profile, 0);
    List<Bid> bids = outcome instanceof Offer offer ? offer.bids() : List.of();
    Map<String, Bid> bidByImp =
        bids.stream().collect(Collectors.toMap(Bid::impId, Function.identity()));
    var matcher = new NaiveMatcher(set);
    for (Imp imp : request.imps()) {
      List<NaiveMatcher.Choice> choices = matcher.choices(request, imp, profile);
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
      for (int creatives = 1 + random.nextInt(2); creatives > 0; creatives--) {
        addCreative(builder, random);
      }
      campaigns.add(builder.build());
    }
    return new CampaignSet("USD", "seat", campaigns);
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
        {'id':'r','imp':[%s],'device':{'geo':{'country':'%s'}},'bcat':%s,'badv':%s,
         'site':{'cat':%s}}
        """
            .formatted(
                imps,
                country,
                list(some(CATEGORIES, random, 6)),
                list(some(DOMAINS, random, 6)),
                list(some(CATEGORIES, random, 4)));
    return BidRequestParser.parse(Buffer.buffer(json.replace('\'', '"')));
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
