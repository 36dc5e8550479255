package io.laminar.load.auction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.laminar.load.answer.Delivery;
import io.laminar.load.answer.OfferedBid;
import io.laminar.load.template.RequestTemplate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AuctioneerTest {

  /** Always exactly one other bid, of 1.00. */
  private static final long RIVAL = 1_000_000;

  @Test
  void letsTheWinnerOfAFirstPriceAuctionPayItsBid() {
    Decision decision = only(AuctionKind.FIRST, "", bid("b", "i1", 1_500_000));

    assertThat(decision.won()).isTrue();
    assertThat(decision.priceMicros()).isEqualTo(1_500_000);
    assertThat(decision.minToWinMicros()).isEqualTo(RIVAL + 10_000);
  }

  @Test
  void letsTheWinnerOfASecondPriceAuctionPayACentMoreThanTheNextBid() {
    assertThat(only(AuctionKind.SECOND, "", bid("b", "i1", 1_500_000)).priceMicros())
        .isEqualTo(RIVAL + 10_000);
    assertThat(only(AuctionKind.SECOND, "", bid("b", "i1", 1_005_000)).priceMicros())
        .as("never more than it bid")
        .isEqualTo(1_005_000);
  }

  @Test
  void letsNobodyPayLessThanTheFloor() {
    String floor = ",\"bidfloor\":1.2";

    assertThat(only(AuctionKind.SECOND, floor, bid("b", "i1", 1_500_000)).priceMicros())
        .isEqualTo(1_200_000);
  }

  @Test
  void asksTheRequestWhichPriceItIs() {
    OfferedBid bid = bid("b", "i1", 1_500_000);

    assertThat(asked(1, bid).priceMicros()).isEqualTo(1_500_000);
    assertThat(asked(2, bid).priceMicros()).isEqualTo(1_010_000);
    assertThat(only(AuctionKind.AS_ASKED, "", bid).priceMicros())
        .as("second price is the default of at")
        .isEqualTo(1_010_000);
  }

  @Test
  void tellsALoserWhatWouldHaveWon() {
    Decision decision = only(AuctionKind.FIRST, "", bid("b", "i1", RIVAL));

    assertThat(decision.won()).as("a tie is lost").isFalse();
    assertThat(decision.lossReason()).isEqualTo(102);
    assertThat(decision.priceMicros()).isEqualTo(RIVAL);
    assertThat(decision.minToWinMicros()).isEqualTo(RIVAL + 10_000);
  }

  @Test
  void sellsAnImpressionOnceAndLetsOwnBidsCompete() {
    List<Decision> decisions =
        auctioneer(AuctionKind.SECOND)
            .decide(
                1,
                template("", ""),
                List.of(
                    bid("low", "i1", 1_300_000),
                    bid("high", "i1", 2_000_000),
                    bid("same", "i1", 2_000_000),
                    bid("other", "i2", 1_100_000)));

    assertThat(decisions).extracting(Decision::won).containsExactly(false, true, false, true);
    assertThat(decisions.get(1).priceMicros()).isEqualTo(2_000_000);
    assertThat(decisions.get(0).priceMicros()).isEqualTo(2_000_000);
  }

  @Test
  void decidesTheSameForTheSameSeedAndRequestInWhateverOrderAnswersCome() {
    var rivals = new Rivals(3, 1, 0.7);
    List<OfferedBid> bids = List.of(bid("b", "i1", 1_500_000));
    RequestTemplate template = template("", "");
    var one = new Auctioneer(AuctionKind.FIRST, rivals, 0, 7);
    var same = new Auctioneer(AuctionKind.FIRST, rivals, 0, 7);
    var other = new Auctioneer(AuctionKind.FIRST, rivals, 0, 8);
    List<Boolean> forwards = new ArrayList<>();
    List<Boolean> backwards = new ArrayList<>();
    List<Boolean> otherwise = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      forwards.add(one.decide(i, template, bids).get(0).won());
      backwards.add(0, same.decide(199 - i, template, bids).get(0).won());
      otherwise.add(other.decide(i, template, bids).get(0).won());
    }

    assertThat(backwards).isEqualTo(forwards);
    assertThat(otherwise).isNotEqualTo(forwards).contains(true, false);
  }

  @Test
  void drawsAsManyWinsAsAskedFor() {
    var auctioneer = new Auctioneer(AuctionKind.DRAWN, new Rivals(9, 9, 0), 0.3, 1);
    long wins = 0;
    for (int i = 0; i < 20_000; i++) {
      List<Decision> decisions =
          auctioneer.decide(i, template("", ""), List.of(bid("a", "i1", 10), bid("b", "i1", 10)));
      wins += decisions.stream().filter(Decision::won).count();
      assertThat(decisions).filteredOn(Decision::won).hasSizeLessThan(2);
    }

    assertThat(wins / 20_000.0).isCloseTo(0.3 + 0.7 * 0.3, within(0.02));
  }

  @Test
  void drawsLogNormalPricesOfAPoissonNumberOfRivals() {
    var rivals = new Rivals(2, 1.5, 0.5);
    var random = new SplittableRandom(11);
    int none = 0;
    int belowMedian = 0;
    int draws = 50_000;
    for (int i = 0; i < draws; i++) {
      long highest = rivals.highestMicros(random);
      none += highest == 0 ? 1 : 0;
      belowMedian += highest < 1_500_000 ? 1 : 0;
    }

    assertThat((double) none / draws).isCloseTo(Math.exp(-2), within(0.01));
    // each of the others is below its median with 1/2, so thinning leaves Poisson(1)
    assertThat((double) belowMedian / draws).isCloseTo(Math.exp(-1), within(0.01));
  }

  private static Decision asked(int at, OfferedBid bid) {
    return auctioneer(AuctionKind.AS_ASKED)
        .decide(1, template(",\"at\":" + at, ""), List.of(bid))
        .get(0);
  }

  private static Decision only(AuctionKind kind, String impFields, OfferedBid bid) {
    return auctioneer(kind).decide(1, template("", impFields), List.of(bid)).get(0);
  }

  private static Auctioneer auctioneer(AuctionKind kind) {
    // so many, all of 1.00, that there is always one
    return new Auctioneer(kind, new Rivals(100, 1, 0), 0, 1);
  }

  private static RequestTemplate template(String fields, String impFields) {
    String json =
        "{\"id\":\"x\",\"imp\":[{\"id\":\"i1\"" + impFields + "},{\"id\":\"i2\"}]" + fields + "}";
    return RequestTemplate.parse("test", json.getBytes(StandardCharsets.UTF_8), 100);
  }

  private static OfferedBid bid(String id, String imp, long priceMicros) {
    return new OfferedBid(id, imp, "", "", "USD", priceMicros, "", "", "", Delivery.IN_BID);
  }
}
