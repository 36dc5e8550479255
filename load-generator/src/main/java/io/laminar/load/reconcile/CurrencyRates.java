package io.laminar.load.reconcile;

import io.laminar.migration.config.Setting;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What prices in other currencies are worth in that of the statistics; one of which nothing is said
 * is taken for that. Immutable.
 */
public final class CurrencyRates {

  private static final String ONE = "[A-Z]{3}=\\d{1,6}(\\.\\d{1,9})?";

  public static final Setting<String> SETTING =
      Setting.matching(
          "load.currency-rates",
          Pattern.compile("|" + ONE + "(," + ONE + ")*"),
          "such as EUR=1.08,GBP=1.27, or empty",
          "",
          "what one unit of other currencies is worth in that of the statistics, as the bidder has"
              + " it in bidder.currency-rates: spend is held against them converted");

  private final Map<String, BigDecimal> rateByCurrency;

  private CurrencyRates(Map<String, BigDecimal> rateByCurrency) {
    this.rateByCurrency = rateByCurrency;
  }

  /** The rates of a text as the setting allows it. */
  public static CurrencyRates parse(String text) {
    Map<String, BigDecimal> rates = new HashMap<>();
    for (String one : text.isEmpty() ? new String[0] : text.split(",")) {
      rates.put(one.substring(0, 3), new BigDecimal(one.substring(4)));
    }
    return new CurrencyRates(rates);
  }

  /** What all of it together is worth. */
  long worth(Map<String, Long> microsByCurrency) {
    BigDecimal worth = BigDecimal.ZERO;
    for (Map.Entry<String, Long> entry : microsByCurrency.entrySet()) {
      BigDecimal rate = rateByCurrency.getOrDefault(entry.getKey(), BigDecimal.ONE);
      worth = worth.add(rate.multiply(BigDecimal.valueOf(entry.getValue())));
    }
    return worth.setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  /** True if prices in this currency are converted, each to its nearest millionth. */
  boolean converts(String currency) {
    return rateByCurrency.containsKey(currency);
  }
}
