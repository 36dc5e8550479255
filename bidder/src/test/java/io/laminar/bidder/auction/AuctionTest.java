package io.laminar.bidder.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.auction.Outcome.NoBid;
import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.campaign.CampaignBuilder;
import io.laminar.bidder.money.Limit;
import io.laminar.bidder.money.Purses;
import io.laminar.bidder.openrtb.Bid;
import io.laminar.bidder.profile.Profile;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuctionTest extends AuctionFixture {

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
  void takesThePriceOfEachBidOutOfTheBudgetAndStopsWhenItIsGone() {
    Auction auction = auction(box("a").bidMicros(1_000_000));
    Purses.give(budgets, "a", 2_500_000, Limit.SPENT);

    assertThat(decide(auction, request(BOX))).isInstanceOf(Offer.class);
    assertThat(decide(auction, request(BOX, "'test':1"))).isInstanceOf(Offer.class);
    assertThat(decide(auction, request(BOX))).isInstanceOf(Offer.class);
    assertThat(decide(auction, request(BOX))).isEqualTo(new NoBid(Reason.BUDGET_SPENT));
    assertThat(decide(auction, request(BOX, "'test':1"))).isInstanceOf(Offer.class);
  }

  @Test
  void saysWhyThereIsNoMoney() {
    Auction auction = auction(box("a"));
    Purses.give(budgets, "a", 0, Limit.PACED);
    assertThat(decide(auction, request(BOX))).isEqualTo(new NoBid(Reason.BUDGET_PACED));

    Purses.give(budgets, "a", 0, Limit.UNKNOWN);
    assertThat(decide(auction, request(BOX))).isEqualTo(new NoBid(Reason.BUDGET_UNKNOWN));

    // Nobody bid for it lately, so nothing is at hand; that is no budget that is spent.
    Purses.give(budgets, "a", 0, Limit.NONE);
    assertThat(decide(auction, request(BOX))).isEqualTo(new NoBid(Reason.BUDGET_UNKNOWN));

    Purses.give(budgets, "a", 0, Limit.HELD);
    assertThat(decide(auction, request(BOX))).isEqualTo(new NoBid(Reason.BUDGET_SPENT));
  }

  @Test
  void offersTheNextBestWhereTheBestHasNoMoney() {
    Auction auction = auction(box("rich").bidMicros(1_000_000), box("dear").bidMicros(3_000_000));
    Purses.give(budgets, "dear", 3_000_000, Limit.SPENT);

    var outcome = decide(auction, request(BOX + "," + BOX.replace("i1", "i2")));

    assertThat(((Offer) outcome).bids())
        .extracting(Bid::campaignId)
        .containsExactly("dear", "rich");
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
            "operator",
            "incomplete-chain",
            "blocked-seller",
            "currency",
            "seat",
            "no-match",
            "no-deal",
            "blocked",
            "no-profile",
            "privacy",
            "no-segment",
            "not-running",
            "below-floor",
            "frequency",
            "budget-spent",
            "budget-paced",
            "budget-unknown");
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

  private static long price(Auction auction, Profile profile) {
    return ((Offer) decide(auction, request(BOX), profile)).bids().get(0).priceMicros();
  }
}
