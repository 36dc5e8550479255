package io.laminar.bidder.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.auction.Outcome.NoBid;
import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.campaign.CampaignBuilder;
import io.laminar.bidder.campaign.FrequencyCap.Scope;
import io.laminar.bidder.frequency.Impression;
import io.laminar.bidder.frequency.SeenHelper;
import io.laminar.bidder.notice.NoticeSeal;
import io.laminar.bidder.openrtb.Bid;
import io.laminar.bidder.profile.Profile;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FrequencyTest extends AuctionFixture {

  private static final String USER = "'user':{'id':'u1'}";
  private final NoticeSeal seal = new NoticeSeal(KEYS);
  private final long user = seal.userNumber("u1");

  @Test
  void showsNothingWithACapToAUserOfWhomItIsNotKnownWhatTheyHaveSeen() {
    Auction auction = auction(box("a").cap(Scope.CAMPAIGN, 2, Duration.ofDays(1)));

    assertThat(decide(auction, request(BOX, USER))).isEqualTo(new NoBid(Reason.FREQUENCY));
    SeenHelper.load(seen, user);
    assertThat(decide(auction, request(BOX, USER))).isInstanceOf(Offer.class);
    assertThat(decide(auction, request(BOX))).isEqualTo(new NoBid(Reason.FREQUENCY));
  }

  @Test
  void stopsAtTheCapAndBeginsAgainWhenTheTimeIsOver() {
    Auction auction = auction(box("a").cap(Scope.CAMPAIGN, 2, Duration.ofHours(1)));
    SeenHelper.load(seen, user);
    seen.add(user, new Impression("a", "c0", "b1", NOW - 3_599_999));
    assertThat(decide(auction, request(BOX, USER))).isInstanceOf(Offer.class);

    seen.add(user, new Impression("a", "c0", "b2", NOW - 1_000));

    assertThat(decide(auction, request(BOX, USER))).isEqualTo(new NoBid(Reason.FREQUENCY));
    assertThat(auction.decide(request(BOX, USER), Profile.ANONYMOUS, NOW + 1_000))
        .isInstanceOf(Offer.class);
  }

  @Test
  void capsACreativeByItself() {
    Auction auction =
        auction(
            new CampaignBuilder("a")
                .banner(300, 250)
                .banner(300, 250)
                .cap(Scope.CREATIVE, 1, Duration.ofDays(1)));
    SeenHelper.load(seen, user);
    String first = onlyBid(auction, request(BOX, USER)).creativeId();

    seen.add(user, new Impression("a", first, "b1", NOW));
    String second = onlyBid(auction, request(BOX, USER)).creativeId();
    seen.add(user, new Impression("a", second, "b2", NOW));

    assertThat(second).isNotEqualTo(first);
    assertThat(decide(auction, request(BOX, USER))).isEqualTo(new NoBid(Reason.FREQUENCY));
  }

  @Test
  void countsTheImpsOfOneRequestTogether() {
    Auction auction =
        auction(box("a").bidMicros(2_000_000).cap(Scope.CAMPAIGN, 1, Duration.ofDays(1)), box("b"));
    SeenHelper.load(seen, user);

    var outcome = decide(auction, request(BOX + "," + BOX.replace("i1", "i2"), USER));

    assertThat(((Offer) outcome).bids()).extracting(Bid::campaignId).containsExactly("a", "b");
  }

  @Test
  void writesTheUsersNumberIntoNoticesOnlyWhereItIsCounted() {
    Auction capped = auction(box("a").cap(Scope.CAMPAIGN, 9, Duration.ofDays(1)));
    SeenHelper.load(seen, user);
    Auction free = auction(box("a"));

    assertThat(onlyBid(capped, request(BOX, USER)).exchangeQuery()).contains("&user=" + user);
    assertThat(onlyBid(free, request(BOX, USER)).exchangeQuery()).doesNotContain("&user=");
  }

  @Test
  void rotatesCreativesByTheirWeightsAndKeepsAUsersCreativeForTheDay() {
    Auction auction =
        auction(new CampaignBuilder("a").weight(3).banner(300, 250).weight(1).banner(300, 250));
    int heavy = 0;
    for (int i = 0; i < 4_000; i++) {
      var request = request(BOX, "'user':{'id':'user-" + i + "'}");
      String creative = onlyBid(auction, request).creativeId();
      assertThat(onlyBid(auction, request).creativeId()).isEqualTo(creative);
      heavy += creative.equals("c0") ? 1 : 0;
    }

    // 3,000 expected; the standard deviation is 27.
    assertThat(heavy).isBetween(2_850, 3_150);
  }

  @Test
  void shadesTowardsTheFloorOnlyInFirstPriceAuctions() {
    Auction auction = auction(box("a").bidMicros(3_000_000).shadingPermille(500));
    String imp = "{'id':'i1','bidfloor':1,'banner':{'w':300,'h':250}}";

    assertThat(onlyBid(auction, request(imp, "'at':1")).priceMicros()).isEqualTo(2_000_000);
    assertThat(onlyBid(auction, request(imp, "'at':2")).priceMicros()).isEqualTo(3_000_000);
    assertThat(onlyBid(auction, request(BOX, "'at':1")).priceMicros()).isEqualTo(1_500_000);
  }
}
