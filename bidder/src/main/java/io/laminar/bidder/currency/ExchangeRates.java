package io.laminar.bidder.currency;

import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.Deal;
import io.laminar.bidder.openrtb.Floor;
import io.laminar.bidder.openrtb.Imp;
import io.laminar.bidder.openrtb.TimedMedia;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What other currencies are worth in that of the campaigns: a table that the operator gives and
 * keeps up, and which of them a request is bid on in. Floors are rounded up, so that a price that
 * reaches the result also reaches what was meant. Immutable; thread-safe.
 */
public final class ExchangeRates {

  /** {@code EUR=1.08,GBP=1.27}: one euro is worth 1.08 of the campaigns' currency. */
  public static final Setting<String> RATES =
      Setting.matching(
          "bidder.currency-rates",
          Pattern.compile("|" + Text.ONE + "(," + Text.ONE + ")*"),
          "such as EUR=1.08,GBP=1.27, each above 0, or empty",
          "",
          "what one unit of other currencies is worth in that of the campaigns; floors in a"
              + " currency without a rate get no bid; requests that do not take the campaigns'"
              + " currency are bid on in the first of theirs that has a rate");

  /** Setting's pattern of one rate. */
  private static final class Text {
    static final String ONE = "[A-Z]{3}=(?!0*(\\.0*)?(,|$))\\d{1,6}(\\.\\d{1,9})?";
  }

  /** There are no rates. */
  public static final ExchangeRates NONE = new ExchangeRates(Map.of());

  private final Map<String, Rate> rateByCurrency;

  private ExchangeRates(Map<String, Rate> rateByCurrency) {
    this.rateByCurrency = Map.copyOf(rateByCurrency);
  }

  public static ExchangeRates from(Configuration configuration) {
    return parse(configuration.get(RATES));
  }

  /** The table of a text as the setting allows it. */
  public static ExchangeRates parse(String text) {
    Map<String, Rate> rateByCurrency = new LinkedHashMap<>();
    for (String rate : text.isEmpty() ? new String[0] : text.split(",")) {
      BigDecimal worth = new BigDecimal(rate.substring(4));
      long nanos = worth.movePointRight(9).setScale(0, RoundingMode.UNNECESSARY).longValueExact();
      String currency = rate.substring(0, 3);
      rateByCurrency.put(currency, new Rate(currency, nanos));
    }
    return new ExchangeRates(rateByCurrency);
  }

  /**
   * The currency to bid in: that of the campaigns if it is accepted or the sender says nothing,
   * else the first that has a rate.
   *
   * @param accepted of {@code cur}
   * @param home the currency of the campaigns
   * @return null if there is none
   */
  public Rate tender(List<String> accepted, String home) {
    if (accepted.isEmpty() || accepted.contains(home)) {
      return Rate.HOME;
    }
    for (int i = 0; i < accepted.size(); i++) {
      Rate rate = rateByCurrency.get(accepted.get(i));
      if (rate != null) {
        return rate;
      }
    }
    return null;
  }

  /**
   * The request with every floor that can be converted in the given currency; the others stay as
   * they are, so that the auction sees a currency that it does not know. The same object if there
   * is nothing to do, which is nearly always.
   *
   * @param home the currency of the campaigns
   */
  public BidRequest convert(BidRequest request, String home) {
    List<Imp> imps = request.imps();
    for (int i = 0; i < imps.size(); i++) {
      if (isForeign(imps.get(i), home)) {
        return request.withImps(imps.stream().map(imp -> convert(imp, home)).toList());
      }
    }
    return request;
  }

  private static boolean isForeign(Imp imp, String home) {
    if (!imp.floor().currency().equals(home)
        && (imp.floor().micros() > 0 || dependsOnLength(imp))) {
      return true;
    }
    List<Deal> deals = imp.deals();
    for (int i = 0; i < deals.size(); i++) {
      if (isForeign(deals.get(i), home)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isForeign(Deal deal, String home) {
    return !deal.floor().currency().equals(home)
        && (deal.floor().micros() > 0 || !deal.floors().isNone());
  }

  private static boolean dependsOnLength(Imp imp) {
    return (imp.video() != null && !imp.video().floors().isNone())
        || (imp.audio() != null && !imp.audio().floors().isNone());
  }

  private Imp convert(Imp imp, String home) {
    List<Deal> deals = new ArrayList<>(imp.deals().size());
    for (Deal deal : imp.deals()) {
      deals.add(isForeign(deal, home) ? convert(deal, home) : deal);
    }
    String currency = imp.floor().currency();
    Rate rate = currency.equals(home) ? Rate.HOME : rateByCurrency.get(currency);
    if (rate == null) {
      Floor floor = dependsOnLength(imp) ? evident(imp.floor()) : imp.floor();
      return imp.withPrices(floor, deals, imp.video(), imp.audio());
    }
    return imp.withPrices(
        new Floor(rate.homeUp(imp.floor().micros()), home),
        deals,
        convert(imp.video(), rate),
        convert(imp.audio(), rate));
  }

  private static TimedMedia convert(TimedMedia media, Rate rate) {
    return media == null || media.floors().isNone()
        ? media
        : media.withFloors(media.floors().map(rate::homeUp));
  }

  private Deal convert(Deal deal, String home) {
    Rate rate = rateByCurrency.get(deal.floor().currency());
    return rate == null
        ? deal.withFloors(evident(deal.floor()), deal.floors())
        : deal.withFloors(
            new Floor(rate.homeUp(deal.floor().micros()), home), deal.floors().map(rate::homeUp));
  }

  /** A floor by length alone must not be taken for one in our currency either. */
  private static Floor evident(Floor floor) {
    return new Floor(Math.max(1, floor.micros()), floor.currency());
  }
}
