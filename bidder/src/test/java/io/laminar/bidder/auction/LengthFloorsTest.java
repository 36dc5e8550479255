package io.laminar.bidder.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.auction.Outcome.NoBid;
import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.campaign.CampaignBuilder;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.currency.ExchangeRates;
import io.laminar.bidder.frequency.SeenBook;
import io.laminar.bidder.money.BudgetBook;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Floors by the length of video and audio: OpenRTB 2.6, 3.2.35 and 3.2.12. */
class LengthFloorsTest extends AuctionFixture {

  /** The example of 3.2.35. */
  private static final String STEPS =
      "'durfloors':[{'mindur':1,'maxdur':15,'bidfloor':5},{'mindur':16,'maxdur':30,'bidfloor':10},"
          + "{'mindur':31,'bidfloor':20}]";

  private static final String LAST_CENT = "the last price that is enough";

  @ParameterizedTest(name = "{0} s cost {1}")
  @CsvSource({"1, 5", "15, 5", "16, 10", "30, 10", "31, 20", "120, 20"})
  void holdsTheFloorOfTheRangeThatTheLengthLiesIn(int seconds, int floor) {
    assertFloor(seconds, "'video':{" + STEPS + "}", floor * 1_000_000L);
  }

  @Test
  void holdsItForAudioToo() {
    String imp = "{'id':'i1','audio':{" + STEPS + "}}";

    assertThat(decide(audio(10_000_000), request(imp))).isInstanceOf(Offer.class);
    assertThat(decide(audio(9_999_999), request(imp))).isEqualTo(new NoBid(Reason.BELOW_FLOOR));
  }

  @Test
  void takesTheFloorOfTheRangeForThatOfTheImpAndElseThatOfTheImp() {
    String video = "'bidfloor':7,'video':{'durfloors':[{'maxdur':15,'bidfloor':5}]}";

    assertFloor(15, video, 5_000_000);
    assertFloor(16, video, 7_000_000);
  }

  @Test
  void takesTheHighestFloorWhereRangesOverlap() {
    assertFloor(
        15,
        "'video':{'durfloors':[{'mindur':10,'bidfloor':3},{'maxdur':20,'bidfloor':4},"
            + "{'mindur':15,'maxdur':15,'bidfloor':2}]}",
        4_000_000);
  }

  @Test
  void keepsTheFloorBySecondBesideThatOfTheRange() {
    String range = "'durfloors':[{'mindur':1,'bidfloor':5}]";

    assertFloor(10, "'video':{'mincpmpersec':0.6," + range + "}", 6_000_000);
    assertFloor(10, "'video':{'mincpmpersec':0.4," + range + "}", 5_000_000);
  }

  @Test
  void letsARangeWithoutAFloorSetNone() {
    assertFloor(10, "'bidfloor':7,'video':{'durfloors':[{'mindur':1}]}", 7_000_000);
  }

  @Test
  void takesTheFloorsOfADealForThoseOfItsImp() {
    String video = "'bidfloor':7,'video':{" + STEPS + "},";

    assertFloorInDeal(15, video + deal("'durfloors':[{'maxdur':20,'bidfloor':8}]"), 8_000_000);
    assertFloorInDeal(25, video + deal("'durfloors':[{'maxdur':20,'bidfloor':8}]"), 10_000_000);
    assertFloorInDeal(25, video + deal("'bidfloor':3"), 3_000_000);
    assertFloorInDeal(
        25, video + deal("'bidfloor':3,'durfloors':[{'maxdur':20,'bidfloor':8}]"), 3_000_000);
    assertFloorInDeal(10, video + deal("'bidfloor':3,'mincpmpersec':0.9"), 9_000_000);
  }

  @Test
  void convertsThemAndStaysSilentWithoutARate() {
    String imp = "'bidfloorcur':'EUR','video':{" + STEPS + "}";
    String inDeal = "'video':{}," + deal("'bidfloorcur':'EUR'," + STEPS);

    assertThat(converted("EUR=2", 15, 10_000_000, imp)).isInstanceOf(Offer.class);
    assertThat(converted("EUR=2", 15, 9_999_999, imp)).isEqualTo(new NoBid(Reason.BELOW_FLOOR));
    assertThat(converted("", 15, 90_000_000, imp)).isEqualTo(new NoBid(Reason.CURRENCY));
    assertThat(converted("EUR=2", 15, 10_000_000, inDeal)).isInstanceOf(Offer.class);
    assertThat(converted("EUR=2", 15, 9_999_999, inDeal)).isEqualTo(new NoBid(Reason.BELOW_FLOOR));
    assertThat(converted("", 15, 90_000_000, inDeal)).isEqualTo(new NoBid(Reason.CURRENCY));
  }

  private void assertFloor(int seconds, String members, long floorMicros) {
    String imp = "{'id':'i1'," + members + "}";
    assertThat(decide(auction(video(seconds, floorMicros)), request(imp)))
        .as(LAST_CENT)
        .isInstanceOf(Offer.class);
    assertThat(decide(auction(video(seconds, floorMicros - 1)), request(imp)))
        .isEqualTo(new NoBid(Reason.BELOW_FLOOR));
  }

  private void assertFloorInDeal(int seconds, String members, long floorMicros) {
    String imp = "{'id':'i1'," + members + "}";
    assertThat(decide(auction(video(seconds, floorMicros).deals("d")), request(imp)))
        .as(LAST_CENT)
        .isInstanceOf(Offer.class);
    assertThat(decide(auction(video(seconds, floorMicros - 1).deals("d")), request(imp)))
        .isEqualTo(new NoBid(Reason.BELOW_FLOOR));
  }

  private static String deal(String members) {
    return "'pmp':{'private_auction':1,'deals':[{'id':'d'," + members + "}]}";
  }

  private static Outcome converted(String rates, int seconds, long bidMicros, String members) {
    var table = ExchangeRates.parse(rates);
    var set = new CampaignSet("USD", "seat", List.of(video(seconds, bidMicros).deals("d").build()));
    var open = new CampaignSet("USD", "seat", List.of(video(seconds, bidMicros).build()));
    var auction =
        auction(
            members.contains("pmp") ? set : open,
            new BudgetBook(),
            new SeenBook(10, Duration.ofHours(1), System::nanoTime),
            table);
    return decide(auction, table.convert(request("{'id':'i1'," + members + "}"), "USD"));
  }

  private static CampaignBuilder video(int seconds, long bidMicros) {
    return new CampaignBuilder("a").bidMicros(bidMicros).video(seconds, "video/mp4", 7);
  }

  private Auction audio(long bidMicros) {
    return auction(new CampaignBuilder("a").bidMicros(bidMicros).audio(30, "audio/mpeg", 9));
  }
}
