package io.laminar.bidder.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.auction.Outcome.Offer;
import io.laminar.bidder.campaign.CampaignBuilder;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.currency.ExchangeRates;
import io.laminar.bidder.frequency.SeenBook;
import io.laminar.bidder.money.BudgetBook;
import io.laminar.bidder.money.Purses;
import io.laminar.bidder.notice.NoticeKeys;
import io.laminar.bidder.openrtb.Bid;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.BidRequestParser;
import io.laminar.bidder.profile.Profile;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** One auction among campaigns made by the test, and requests written as JSON in single quotes. */
abstract class AuctionFixture {

  static final long NOW = 1_764_000_000_000L;
  static final NoticeKeys KEYS = NoticeKeys.parse("a key of sixteen bytes or more");
  static final String BOX = "{'id':'i1','banner':{'w':300,'h':250}}";

  BudgetBook budgets;
  final SeenBook seen = new SeenBook(1_000, Duration.ofHours(1), System::nanoTime);

  static CampaignBuilder box(String id) {
    return new CampaignBuilder(id).banner(300, 250);
  }

  Auction auction(CampaignBuilder... builders) {
    var set =
        new CampaignSet(
            "USD", "seat", Arrays.stream(builders).map(CampaignBuilder::build).toList());
    budgets = new BudgetBook();
    return auction(set, budgets, seen);
  }

  /** An auction with more than enough money. */
  static Auction auction(CampaignSet set, BudgetBook budgets, SeenBook seen) {
    return auction(set, budgets, seen, ExchangeRates.NONE);
  }

  /** The same with other currencies. */
  static Auction auction(CampaignSet set, BudgetBook budgets, SeenBook seen, ExchangeRates rates) {
    var index = new CampaignIndex(set, budgets);
    Purses.fill(budgets);
    return new Market(index, seen, KEYS).newAuction(new BidIds("t"), rates, System::nanoTime);
  }

  /** An auction with more than enough money and no users. */
  static Auction auction(CampaignSet set) {
    return auction(
        set, new BudgetBook(), new SeenBook(1_000, Duration.ofHours(1), System::nanoTime));
  }

  static Profile user(String... segments) {
    return new Profile("u1", List.of(segments), "USA", 1);
  }

  static Bid onlyBid(Auction auction, BidRequest request) {
    List<Bid> bids = ((Offer) decide(auction, request)).bids();
    assertThat(bids).hasSize(1);
    return bids.get(0);
  }

  static Outcome decide(Auction auction, BidRequest request) {
    return decide(auction, request, Profile.ANONYMOUS);
  }

  static Outcome decide(Auction auction, BidRequest request, Profile profile) {
    return auction.decide(request, profile, NOW);
  }

  static BidRequest request(String imps, String... members) {
    String json =
        "{'id':'r1','imp':["
            + imps
            + "]"
            + (members.length == 0 ? "" : "," + String.join(",", members))
            + "}";
    return BidRequestParser.parse(Buffer.buffer(json.replace('\'', '"')));
  }
}
