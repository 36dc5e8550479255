package io.laminar.bidder.exchange;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The exchanges that have a path of their own.
 *
 * @param named each name once
 */
public record ExchangeOptions(List<Exchange> named) {

  private static final String ONE = "[A-Za-z0-9][A-Za-z0-9._-]{0,31}(=(adm|nurl))?";
  private static final String ON_WIN = "=nurl";

  public static final Setting<String> EXCHANGES =
      Setting.matching(
          "bidder.exchanges",
          Pattern.compile("|" + ONE + "(," + ONE + ")*"),
          "names such as adx,ssp-b=nurl of 1..32 letters, digits, dots, dashes and underscores,"
              + " each with =adm, =nurl or nothing after it",
          "",
          "the exchanges that send to /openrtb2/bid/NAME, so that statistics tell them apart;"
              + " =nurl: the exchange fetches markup with the win notice instead of having it in"
              + " the bid (=adm, as it is for those without)");

  public static final List<Setting<?>> SETTINGS = List.of(EXCHANGES);

  /** No exchange is named twice. */
  public static final Configuration.Rule NAMES_DIFFER =
      configuration -> {
        List<String> names =
            parse(configuration.get(EXCHANGES)).stream().map(Exchange::name).toList();
        return names.stream().distinct().count() == names.size()
            ? Optional.empty()
            : Optional.of(EXCHANGES.key() + " must name each exchange once, was " + names);
      };

  public ExchangeOptions {
    named = List.copyOf(named);
  }

  public static ExchangeOptions from(Configuration configuration) {
    return new ExchangeOptions(parse(configuration.get(EXCHANGES)));
  }

  private static List<Exchange> parse(String text) {
    List<Exchange> exchanges = new ArrayList<>();
    for (String one : text.isEmpty() ? new String[0] : text.split(",")) {
      int end = one.indexOf('=');
      exchanges.add(new Exchange(end < 0 ? one : one.substring(0, end), one.endsWith(ON_WIN)));
    }
    return exchanges;
  }
}
