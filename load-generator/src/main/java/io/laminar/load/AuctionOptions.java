package io.laminar.load;

import io.laminar.load.auction.AuctionKind;
import io.laminar.load.auction.Rivals;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.util.List;

/**
 * Who wins.
 *
 * @param kind what the winner pays, or that wins are drawn
 * @param rivals the bids of others
 * @param winShare the part of checked bids that win where wins are drawn
 */
public record AuctionOptions(AuctionKind kind, Rivals rivals, double winShare) {

  public static final Setting<String> KIND =
      Setting.choice(
          "load.auction",
          AuctionKind.labels(),
          AuctionKind.AS_ASKED.label(),
          "as-asked: first or second price as each request says; drawn: a share of the bids wins,"
              + " whatever its price");
  public static final Setting<Double> RIVALS =
      Setting.decimal(
          "load.rivals", 0, 100, "bids", 3, "how many others bid for an impression, on average");
  public static final Setting<Double> RIVAL_PRICE =
      Setting.decimal(
          "load.rival-price",
          0.001,
          10_000,
          "CPM",
          6,
          "the median price of the others' bids; prices are log-normal");
  public static final Setting<Double> RIVAL_SPREAD =
      Setting.decimal(
          "load.rival-spread",
          0,
          5,
          "",
          0.7,
          "the standard deviation of the logarithm of the others' prices");
  public static final Setting<Double> WIN_SHARE =
      Setting.decimal(
          "load.win-share",
          0,
          1,
          "",
          0.1,
          "which part of the bids wins and is billed where load.auction is drawn");

  public static final List<Setting<?>> SETTINGS =
      List.of(KIND, RIVALS, RIVAL_PRICE, RIVAL_SPREAD, WIN_SHARE);

  static AuctionOptions from(Configuration given) {
    return new AuctionOptions(
        AuctionKind.of(given.get(KIND)),
        new Rivals(given.get(RIVALS), given.get(RIVAL_PRICE), given.get(RIVAL_SPREAD)),
        given.get(WIN_SHARE));
  }
}
