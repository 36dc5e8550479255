package io.laminar.bidder.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.auction.Outcome.NoBid;
import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.campaign.CampaignBuilder;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.campaign.Spend;
import io.laminar.bidder.openrtb.Bid;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.BidRequestParser;
import io.laminar.bidder.openrtb.NativeMarkup;
import io.laminar.bidder.openrtb.Size;
import io.laminar.bidder.profile.Profile;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuctionTest {

  private static final long NOW = 1_764_000_000_000L;
  private static final String BOX = "{'id':'i1','banner':{'w':300,'h':250}}";

  private Spend spend;

  @Test
  void offersTheDearestCreativeThatFits() {
    Auction auction =
        auction(
            box("a").bidMicros(1_000_000),
            box("b").bidMicros(3_000_000),
            new CampaignBuilder("c").bidMicros(9_000_000).banner(728, 90));

    Bid bid = onlyBid(auction, request(BOX));

    assertThat(bid.campaignId()).isEqualTo("b");
    assertThat(bid.impId()).isEqualTo("i1");
    assertThat(bid.priceMicros()).isEqualTo(3_000_000);
    assertThat(bid.dealId()).isEmpty();
    assertThat(bid.id()).isEqualTo("t-1");
  }

  @Test
  void answersEachImpThatItCan() {
    Auction auction = auction(box("a"));

    var outcome =
        decide(auction, request(BOX + ",{'id':'i2','video':{}}," + BOX.replace("i1", "i3")));

    assertThat(((Offer) outcome).bids()).extracting(Bid::impId).containsExactly("i1", "i3");
    assertThat(((Offer) outcome).bids()).extracting(Bid::id).doesNotHaveDuplicates();
  }

  @Test
  void changesThePriceByTheBestSegment() {
    Auction auction = auction(box("a").segment("auto", 1500).segment("home", 800));

    assertThat(price(auction, user("auto", "home"))).isEqualTo(1_500_000);
    assertThat(price(auction, user("home"))).isEqualTo(800_000);
    assertThat(price(auction, user("pets"))).isEqualTo(1_000_000);
    assertThat(price(auction, Profile.ANONYMOUS)).isEqualTo(1_000_000);
  }

  @Test
  void keepsWhatNeedsASegmentForUsersInIt() {
    Auction auction = auction(box("a").segment("auto", 1000).onlySegments());

    assertThat(decide(auction, request(BOX), user("auto"))).isInstanceOf(Offer.class);
    assertThat(decide(auction, request(BOX), user("pets"))).isEqualTo(new NoBid(Reason.NO_SEGMENT));
    assertThat(decide(auction, request(BOX), Profile.ANONYMOUS))
        .isEqualTo(new NoBid(Reason.NO_PROFILE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'regs':{'coppa':1}",
        "'device':{'lmt':1}",
        "'regs':{'gdpr':1}",
        "'regs':{'us_privacy':'1YYN'}"
      })
  void doesNotLookAtTheProfileWherePrivacyForbidsIt(String signal) {
    Auction personal = auction(box("a").segment("auto", 9000).onlySegments());
    Auction anybody = auction(box("a").segment("auto", 9000).countries("USA"));

    assertThat(decide(personal, request(BOX, signal), user("auto")))
        .isEqualTo(new NoBid(Reason.PRIVACY));
    // Neither the segments nor the country of the profile are used.
    assertThat(decide(anybody, request(BOX, signal), user("auto")))
        .isEqualTo(new NoBid(Reason.NO_MATCH));
    assertThat(decide(anybody, request(BOX), user("auto"))).isInstanceOf(Offer.class);
  }

  @Test
  void matchesTheCountryOfTheDeviceThenOfTheUserThenOfTheProfile() {
    Auction auction = auction(box("a").countries("USA", "CAN"));

    assertThat(decide(auction, request(BOX, "'device':{'geo':{'country':'CAN'}}")))
        .isInstanceOf(Offer.class);
    assertThat(decide(auction, request(BOX, "'user':{'geo':{'country':'USA'}}")))
        .isInstanceOf(Offer.class);
    assertThat(decide(auction, request(BOX), user())).isInstanceOf(Offer.class);
    assertThat(decide(auction, request(BOX, "'device':{'geo':{'country':'FRA'}}"), user()))
        .isEqualTo(new NoBid(Reason.NO_MATCH));
    assertThat(decide(auction, request(BOX))).isEqualTo(new NoBid(Reason.NO_MATCH));
  }

  @ParameterizedTest
  @CsvSource({"1.0, true", "1.000001, false", "0, true", "'\"1\"', true", "1.0000001, false"})
  void bidsFromTheFloorOnAndNotBelow(String floor, boolean bids) {
    Auction auction = auction(box("a").bidMicros(1_000_000));

    var outcome =
        decide(auction, request("{'id':'i1','bidfloor':" + floor + ",'banner':{'w':300,'h':250}}"));

    assertThat(outcome instanceof Offer).isEqualTo(bids);
    if (!bids) {
      assertThat(outcome).isEqualTo(new NoBid(Reason.BELOW_FLOOR));
    }
  }

  @Test
  void keepsAFloorThatGrowsWithTheLength() {
    Auction auction =
        auction(new CampaignBuilder("a").bidMicros(7_500_000).video(15, "video/mp4", 7));

    assertThat(decide(auction, request("{'id':'i1','video':{'mincpmpersec':0.5}}")))
        .isInstanceOf(Offer.class);
    assertThat(decide(auction, request("{'id':'i1','video':{'mincpmpersec':0.51}}")))
        .isEqualTo(new NoBid(Reason.BELOW_FLOOR));
  }

  @Test
  void staysSilentInAnotherCurrency() {
    Auction auction = auction(box("a"));

    assertThat(decide(auction, request(BOX, "'cur':['EUR']")))
        .isEqualTo(new NoBid(Reason.CURRENCY));
    assertThat(decide(auction, request(BOX, "'cur':['EUR','USD']"))).isInstanceOf(Offer.class);
    assertThat(
            decide(
                auction,
                request(
                    "{'id':'i1','bidfloor':0.1,'bidfloorcur':'EUR','banner':{'w':300,'h':250}}")))
        .isEqualTo(new NoBid(Reason.CURRENCY));
  }

  @Test
  void staysSilentWhereItsSeatMayNotBid() {
    Auction auction = auction(box("a"));

    assertThat(decide(auction, request(BOX, "'wseat':['x']"))).isEqualTo(new NoBid(Reason.SEAT));
    assertThat(decide(auction, request(BOX, "'bseat':['seat']"))).isEqualTo(new NoBid(Reason.SEAT));
    assertThat(decide(auction, request(BOX, "'wseat':['x','seat']"))).isInstanceOf(Offer.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'bcat':['IAB7-39'] | true",
        "'bcat':['iab7'] | true",
        "'bcat':['IAB7-3'] | false",
        "'bcat':['IAB8'] | false",
        "'badv':['brand.example'] | true",
        "'badv':['WWW.Brand.Example'] | true",
        "'badv':['shop.brand.example'] | true",
        "'badv':['example'] | false",
        "'badv':['other-brand.example'] | false",
        "'badv':['x.shop.brand.example'] | false",
        "'site':{'cat':['IAB25']} | true",
        "'app':{'cat':['IAB25-3']} | true",
        "'site':{'pagecat':['IAB25']} | true",
        "'site':{'cat':['IAB2']} | false",
      })
  void honoursWhatThePublisherBlocksAndTheBrandAvoids(String member, boolean blocked) {
    Auction auction =
        auction(box("a").domain("shop.brand.example").categories("IAB7-39").avoids("IAB25"));

    var outcome = decide(auction, request(BOX, member));

    assertThat(outcome.equals(new NoBid(Reason.BLOCKED))).isEqualTo(blocked);
    assertThat(outcome instanceof Offer).isEqualTo(!blocked);
  }

  @Test
  void takesBlockedCategoriesOfAnotherTaxonomyForAll() {
    Auction auction = auction(box("a"));

    assertThat(decide(auction, request(BOX, "'cattax':6,'bcat':['211']")))
        .isEqualTo(new NoBid(Reason.BLOCKED));
    assertThat(decide(auction, request(BOX, "'cattax':6"))).isInstanceOf(Offer.class);
  }

  @Test
  void honoursBlockedAttributesAndTypes() {
    Auction auction = auction(new CampaignBuilder("a").banner(300, 250, 13));

    assertThat(decide(auction, request("{'id':'i','banner':{'w':300,'h':250,'battr':[1,13]}}")))
        .isEqualTo(new NoBid(Reason.BLOCKED));
    assertThat(decide(auction, request("{'id':'i','banner':{'w':300,'h':250,'btype':[2]}}")))
        .isEqualTo(new NoBid(Reason.BLOCKED));
    assertThat(
            decide(
                auction, request("{'id':'i','banner':{'w':300,'h':250,'battr':[1],'btype':[4]}}")))
        .isInstanceOf(Offer.class);
  }

  @Test
  void bidsInAPrivateAuctionOnlyWithADeal() {
    Auction auction =
        auction(box("open").bidMicros(9_000_000), box("deal").deals("d1").bidMicros(4_000_000));

    Bid bid = onlyBid(auction, request(deal(1, "{'id':'d1','bidfloor':4}")));
    assertThat(bid.campaignId()).isEqualTo("deal");
    assertThat(bid.dealId()).isEqualTo("d1");

    assertThat(decide(auction, request(deal(1, "{'id':'other'}"))))
        .isEqualTo(new NoBid(Reason.NO_DEAL));
    assertThat(decide(auction, request(deal(1, "{'id':'d1','wseat':['x']}"))))
        .isEqualTo(new NoBid(Reason.NO_DEAL));
    assertThat(decide(auction, request(deal(1, "{'id':'d1','bidfloor':4.01}"))))
        .isEqualTo(new NoBid(Reason.BELOW_FLOOR));
    assertThat(decide(auction, request(deal(1, "{'id':'d1','bidfloor':1,'bidfloorcur':'EUR'}"))))
        .isEqualTo(new NoBid(Reason.CURRENCY));
  }

  @Test
  void keepsDealCampaignsOutOfTheOpenMarket() {
    Auction auction = auction(box("open"), box("deal").deals("d1").bidMicros(4_000_000));

    assertThat(onlyBid(auction, request(BOX)).campaignId()).isEqualTo("open");
    assertThat(onlyBid(auction, request(deal(0, "{'id':'d2'}"))).campaignId()).isEqualTo("open");
    assertThat(onlyBid(auction, request(deal(0, "{'id':'d1'}"))).campaignId()).isEqualTo("deal");
  }

  @Test
  void holdsTheFloorOfTheImpWhereADealHasNone() {
    Auction auction = auction(box("deal").deals("d1").bidMicros(4_000_000));
    String imp = "{'id':'i','bidfloor':5,'banner':{'w':300,'h':250},'pmp':{'deals':[{'id':'d1'}]}}";

    assertThat(decide(auction, request(imp))).isEqualTo(new NoBid(Reason.BELOW_FLOOR));
  }

  @Test
  void stopsWhenTheBudgetOfTheDayIsSpent() {
    Auction auction = auction(box("a").budgetMicros(2_000));

    assertThat(decide(auction, request(BOX))).isInstanceOf(Offer.class);
    spend.bill("x", "a", 2_000_000, NOW);
    assertThat(decide(auction, request(BOX))).isEqualTo(new NoBid(Reason.BUDGET_SPENT));
    assertThat(auction.decide(request(BOX), Profile.ANONYMOUS, NOW + 86_400_000))
        .isInstanceOf(Offer.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | true",
        "{'mimes':['video/mp4'],'protocols':[2,7]} | true",
        "{'mimes':['video/webm']} | false",
        "{'protocols':[2,3]} | false",
        "{'minduration':16} | false",
        "{'maxduration':14} | false",
        "{'minduration':15,'maxduration':15} | true",
        "{'rqddurs':[15,30]} | true",
        "{'rqddurs':[10]} | false",
        "{'poddur':10} | false",
        "{'linearity':2} | false",
      })
  void playsVideoOnlyAsAskedFor(String video, boolean bids) {
    Auction auction = auction(new CampaignBuilder("a").video(15, "video/mp4", 7));

    var outcome = decide(auction, request("{'id':'i','video':" + video + "}"));

    assertThat(outcome instanceof Offer).isEqualTo(bids);
    if (!bids) {
      assertThat(outcome).isEqualTo(new NoBid(Reason.NO_MATCH));
    }
  }

  @Test
  void playsAudio() {
    Auction auction = auction(new CampaignBuilder("a").audio(30, "audio/mpeg", 9));

    assertThat(
            decide(auction, request("{'id':'i','audio':{'mimes':['audio/mpeg'],'protocols':[9]}}")))
        .isInstanceOf(Offer.class);
    assertThat(decide(auction, request("{'id':'i','audio':{'mimes':['audio/mp4']}}")))
        .isEqualTo(new NoBid(Reason.NO_MATCH));
  }

  @Test
  void offersNativeAdsWithTheAssetsAskedFor() {
    Auction auction =
        auction(
            new CampaignBuilder("a")
                .nativeAd(
                    "Title",
                    new NativeMarkup.Image(3, "https://x.example/a", new Size(1200, 627))));
    String imp = "{'id':'i','native':{'request':{'assets':[{'id':3,'required':1,%s}]}}}";

    assertThat(onlyBid(auction, request(imp.formatted("'title':{'len':5}"))).nativeRequest())
        .isNotNull();
    assertThat(decide(auction, request(imp.formatted("'title':{'len':4}"))))
        .isEqualTo(new NoBid(Reason.NO_MATCH));
  }

  @Test
  void findsBannersInAnOlderRange() {
    Auction auction = auction(new CampaignBuilder("a").banner(320, 50).banner(336, 280));

    Bid bid =
        onlyBid(auction, request("{'id':'i','banner':{'w':300,'h':250,'wmax':340,'hmax':280}}"));

    assertThat(bid.template().ad().size()).isEqualTo(new Size(336, 280));
  }

  @Test
  void letsCreativesOfOnePriceTakeTurns() {
    Auction auction = auction(box("a"), box("b"), box("c"));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      seen.add(onlyBid(auction, request(BOX)).campaignId());
    }

    assertThat(seen).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void marksTheBidsOfATest() {
    Bid bid = onlyBid(auction(box("a")), request(BOX, "'test':1"));

    assertThat(bid.id()).isEqualTo("test-t-1");
    assertThat(Bid.isTest(bid.id())).isTrue();
    assertThat(Bid.isTest(onlyBid(auction(box("a")), request(BOX)).id())).isFalse();
  }

  @Test
  void tellsHowFarARequestCame() {
    Auction auction =
        auction(
            box("blocked").categories("IAB7"),
            box("cheap"),
            new CampaignBuilder("other").banner(728, 90).segment("auto", 1000).onlySegments());
    String dear = "{'id':'i1','bidfloor':50,'banner':{'w':300,'h':250}}";

    assertThat(decide(auction, request(dear, "'bcat':['IAB7']")))
        .isEqualTo(new NoBid(Reason.BELOW_FLOOR));
    assertThat(decide(auction, request(dear + ",{'id':'i2','banner':{'w':728,'h':90}}")))
        .isEqualTo(new NoBid(Reason.BELOW_FLOOR));
    assertThat(decide(auction, request("{'id':'i2','banner':{'w':728,'h':90}},{'id':'i3'}")))
        .isEqualTo(new NoBid(Reason.NO_PROFILE));
  }

  @Test
  void hasStableLabelsAndCodes() {
    assertThat(Arrays.stream(Reason.values()).map(Reason::label))
        .containsExactly(
            "no-canary",
            "canary-unknown",
            "overloaded",
            "late",
            "stopping",
            "currency",
            "seat",
            "no-match",
            "no-deal",
            "blocked",
            "no-profile",
            "privacy",
            "no-segment",
            "budget-spent",
            "below-floor");
    assertThat(Auction.noBid(Reason.LATE)).isEqualTo(new NoBid(Reason.LATE));
    assertThat(Reason.LATE.code()).isEqualTo(15);
  }

  private static String deal(int privateAuction, String deal) {
    return "{'id':'i1','banner':{'w':300,'h':250},'pmp':{'private_auction':"
        + privateAuction
        + ",'deals':["
        + deal
        + "]}}";
  }

  private static CampaignBuilder box(String id) {
    return new CampaignBuilder(id).banner(300, 250);
  }

  private Auction auction(CampaignBuilder... builders) {
    var set =
        new CampaignSet(
            "USD", "seat", Arrays.stream(builders).map(CampaignBuilder::build).toList());
    spend = new Spend(set);
    return new Auction(new CampaignIndex(set), spend, new BidIds("t"));
  }

  private static Profile user(String... segments) {
    return new Profile("u1", List.of(segments), "USA", 1);
  }

  private static long price(Auction auction, Profile profile) {
    return ((Offer) decide(auction, request(BOX), profile)).bids().get(0).priceMicros();
  }

  private static Bid onlyBid(Auction auction, BidRequest request) {
    List<Bid> bids = ((Offer) decide(auction, request)).bids();
    assertThat(bids).hasSize(1);
    return bids.get(0);
  }

  private static Outcome decide(Auction auction, BidRequest request) {
    return decide(auction, request, Profile.ANONYMOUS);
  }

  private static Outcome decide(Auction auction, BidRequest request, Profile profile) {
    return auction.decide(request, profile, NOW);
  }

  private static BidRequest request(String imps, String... members) {
    String json =
        "{'id':'r1','imp':["
            + imps
            + "]"
            + (members.length == 0 ? "" : "," + String.join(",", members))
            + "}";
    return BidRequestParser.parse(Buffer.buffer(json.replace('\'', '"')));
  }
}
