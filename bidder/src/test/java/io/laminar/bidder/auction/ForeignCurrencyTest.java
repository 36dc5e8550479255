package io.laminar.bidder.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.auction.Outcome.NoBid;
import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.CampaignBuilder;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.currency.ExchangeRates;
import io.laminar.bidder.frequency.SeenBook;
import io.laminar.bidder.money.Budget;
import io.laminar.bidder.money.BudgetBook;
import io.laminar.bidder.notice.InvalidNoticeException;
import io.laminar.bidder.notice.NoticeSeal;
import io.laminar.bidder.notice.NoticeTimes;
import io.laminar.bidder.notice.Notices;
import io.laminar.bidder.openrtb.Bid;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.stats.event.NoticeKind;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bids in a currency that is not that of the campaigns, USD. */
class ForeignCurrencyTest extends AuctionFixture {

  private static final long SEED = Long.getLong("laminar.seed", 20_261_125L);
  private static final int ROUNDS = 3_000;

  @Test
  void bidsInTheFirstCurrencyOfTheRequestThatHasARateUnlessOursIsTaken() {
    Auction auction = auction("EUR=2,GBP=4", box("a").bidMicros(1_000_000));

    assertThat(tender(auction, "'cur':['CHF','GBP','EUR']")).isEqualTo("GBP 250000");
    assertThat(tender(auction, "'cur':['EUR','USD']")).isEqualTo(" 1000000");
    assertThat(tender(auction, "'cur':[]")).isEqualTo(" 1000000");
    assertThat(decide(auction, request(BOX, "'cur':['CHF']")))
        .isEqualTo(new NoBid(Reason.CURRENCY));
  }

  @Test
  void saysTheForeignCurrencyAlsoWhereItIsWorthAsMuchAsOurs() {
    Auction auction = auction("XTS=1", box("a").bidMicros(1_000_000));

    assertThat(tender(auction, "'cur':['XTS']")).isEqualTo("XTS 1000000");
  }

  @Test
  void roundsDownButNotBelowTheFloor() {
    Auction auction = auction("EUR=3", box("a").bidMicros(1_000_000));

    assertThat(tender(auction, "'cur':['EUR']")).isEqualTo("EUR 333333");
    // 0.999999 USD are exactly 0.333333 EUR, 1 USD is a little more than that.
    assertThat(tender(auction, floor("0.999999"), "'cur':['EUR']")).isEqualTo("EUR 333333");
    assertThat(decide(auction, request(floor("1"), "'cur':['EUR']")))
        .isEqualTo(new NoBid(Reason.BELOW_FLOOR));
  }

  @Test
  void neverBidsBelowTheFloorNorMoreThanTheCampaignAndSpendsTheConvertedClearingPrice()
      throws InvalidNoticeException {
    System.out.println("foreign currency: seed " + SEED);
    var random = new Random(SEED);
    int offers = 0;
    int refusals = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var trial = new Trial(random);
      Outcome outcome = decide(trial.auction, trial.request);
      if (outcome instanceof Offer offer) {
        offers++;
        trial.checkOffer(offer, "seed " + SEED + ", round " + round + ", " + trial);
      } else {
        refusals++;
        trial.checkRefusal(outcome, "seed " + SEED + ", round " + round + ", " + trial);
      }
    }
    assertThat(offers).isGreaterThan(ROUNDS / 4);
    assertThat(refusals).isGreaterThan(ROUNDS / 20);
  }

  /** One campaign, one imp with a floor in some currency, and random rates. */
  private static final class Trial {
    private final Random random;
    private final BigDecimal rate;
    private final BigDecimal floorRate;
    private final String floorCurrency;
    private final BigDecimal floor;
    private final long bidMicros;
    private final BudgetBook budgets = new BudgetBook();
    private final CampaignSet campaigns;
    private final Auction auction;
    private final BidRequest request;

    Trial(Random random) {
      this.random = random;
      rate = rate();
      floorCurrency = List.of("XTS", "USD", "XXX").get(random.nextInt(3));
      BigDecimal other = rate();
      floorRate =
          floorCurrency.equals("XTS") ? rate : floorCurrency.equals("USD") ? BigDecimal.ONE : other;
      bidMicros = 1 + random.nextInt(random.nextBoolean() ? 5 : 5_000_000);
      // About what is bid, so that floors lie on both sides, and often within one millionth.
      BigDecimal worth =
          BigDecimal.valueOf(bidMicros, 6).divide(floorRate, 6, RoundingMode.HALF_UP);
      floor =
          random.nextInt(4) == 0
              ? BigDecimal.ZERO
              : worth
                  .multiply(
                      BigDecimal.valueOf(random.nextInt(5) == 0 ? 1_000 : random.nextInt(1_300), 3))
                  .setScale(6, RoundingMode.DOWN)
                  .min(BigDecimal.valueOf(1_000_000));
      CampaignBuilder campaign =
          box("a").bidMicros(bidMicros).shadingPermille(random.nextInt(3) * 500);
      boolean deal = random.nextInt(3) == 0;
      if (deal) {
        campaign.deals("d");
      }
      campaigns = new CampaignSet("USD", "seat", List.of(campaign.build()));
      auction =
          auction(
              campaigns,
              budgets,
              new SeenBook(10, Duration.ofHours(1), System::nanoTime),
              ExchangeRates.parse("XTS=" + text(rate) + ",XXX=" + text(other)));
      request = request(deal);
    }

    private BidRequest request(boolean deal) {
      String price =
          "'bidfloor':" + floor.toPlainString() + ",'bidfloorcur':'" + floorCurrency + "'";
      int at = 1 + random.nextInt(3);
      String imp =
          deal
              ? "{'id':'i1','banner':{'w':300,'h':250},'pmp':{'private_auction':1,'deals':[{'id':'d',"
                  + price
                  + ",'at':"
                  + at
                  + "}]}}"
              : "{'id':'i1','banner':{'w':300,'h':250}," + price + "}";
      BidRequest asked = AuctionFixture.request(imp, "'cur':['XTS']", "'at':" + Math.min(2, at));
      return ExchangeRates.parse(
              "XTS=" + text(rate) + (floorCurrency.equals("XXX") ? ",XXX=" + text(floorRate) : ""))
          .convert(asked, "USD");
    }

    /** From 0.000000001 to 999999, often with nine digits behind the point. */
    private BigDecimal rate() {
      int shift = random.nextInt(10);
      return new BigDecimal(1 + random.nextInt(9_999_999))
          .movePointLeft(shift)
          .min(new BigDecimal("999999"));
    }

    void checkOffer(Offer offer, String what) throws InvalidNoticeException {
      Bid bid = offer.bids().get(0);
      assertThat(offer.tender().currency()).isEqualTo("XTS");
      BigDecimal price = BigDecimal.valueOf(bid.priceMicros(), 6);
      BigDecimal worth = price.multiply(rate);
      assertThat(price).as(what).isPositive();
      assertThat(worth).as(what).isGreaterThanOrEqualTo(floor.multiply(floorRate));
      assertThat(worth).as(what).isLessThanOrEqualTo(BigDecimal.valueOf(bidMicros, 6));
      Budget budget = budgets.of(campaigns.campaigns().get(0));
      long reserved = Long.MAX_VALUE / 4 - budget.leftNanos(System.nanoTime());
      assertThat(reserved)
          .as(what)
          .isEqualTo(worth.movePointRight(6).setScale(0, RoundingMode.CEILING).longValueExact());
      long clearing =
          random.nextBoolean() ? bid.priceMicros() : random.nextLong(bid.priceMicros() + 1);
      assertThat(spent(bid, clearing))
          .as(what + ", cleared at " + clearing)
          .isEqualTo(
              BigDecimal.valueOf(clearing, 6)
                  .multiply(rate)
                  .movePointRight(6)
                  .setScale(0, RoundingMode.HALF_UP)
                  .longValueExact())
          .isLessThanOrEqualTo(reserved);
    }

    /** There is no price in that currency that both sides would take. */
    void checkRefusal(Outcome outcome, String what) {
      assertThat(outcome).as(what).isEqualTo(new NoBid(Reason.BELOW_FLOOR));
      BigDecimal home = floor.multiply(floorRate).setScale(6, RoundingMode.CEILING);
      BigDecimal least = home.divide(rate, 6, RoundingMode.CEILING).max(new BigDecimal("0.000001"));
      boolean beyondAnyPrice =
          home.divide(rate, 6, RoundingMode.CEILING).compareTo(new BigDecimal("1000000")) > 0;
      if (!beyondAnyPrice) {
        assertThat(least.multiply(rate)).as(what).isGreaterThan(BigDecimal.valueOf(bidMicros, 6));
      }
    }

    private long spent(Bid bid, long clearingMicros) throws InvalidNoticeException {
      var notices =
          new Notices(
              () -> campaigns,
              new NoticeTimes(Duration.ofHours(1), Duration.ofHours(1), Duration.ofSeconds(5)),
              (id, campaign, creative, user, nanos, at) -> {},
              notice -> Future.succeededFuture(),
              () -> NOW);
      Map<String, String> parameters = new HashMap<>();
      String query = "bid=" + bid.id() + "&campaign=a&creative=c0" + bid.exchangeQuery();
      for (String part : query.split("&")) {
        parameters.put(part.substring(0, part.indexOf('=')), part.substring(part.indexOf('=') + 1));
      }
      parameters.put("price", BigDecimal.valueOf(clearingMicros, 6).toPlainString());
      Notices.Understood bill =
          notices.read(new NoticeSeal(KEYS), NoticeKind.BILLING, parameters::get);
      assertThat(bill.overpriced()).isFalse();
      return bill.notice().priceMicros();
    }

    private static String text(BigDecimal rate) {
      return rate.setScale(9, RoundingMode.UNNECESSARY).toPlainString();
    }

    @Override
    public String toString() {
      return "bid "
          + bidMicros
          + ", rate "
          + rate
          + ", floor "
          + floor
          + ' '
          + floorCurrency
          + " at "
          + floorRate;
    }
  }

  private Auction auction(String rates, CampaignBuilder... builders) {
    List<Campaign> campaigns = new ArrayList<>();
    for (CampaignBuilder builder : builders) {
      campaigns.add(builder.build());
    }
    return auction(
        new CampaignSet("USD", "seat", campaigns),
        new BudgetBook(),
        seen,
        ExchangeRates.parse(rates));
  }

  private static String floor(String price) {
    return "{'id':'i1','bidfloor':" + price + ",'banner':{'w':300,'h':250}}";
  }

  private static String tender(Auction auction, String member) {
    return tender(auction, BOX, member);
  }

  private static String tender(Auction auction, String imp, String member) {
    var offer = (Offer) decide(auction, request(imp, member));
    return offer.tender().currency() + ' ' + offer.bids().get(0).priceMicros();
  }
}
