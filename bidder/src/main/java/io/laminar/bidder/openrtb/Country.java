package io.laminar.bidder.openrtb;

import java.util.HashMap;
import java.util.Locale;
import java.util.Locale.IsoCountryCode;
import java.util.Map;

/** Country codes: ISO-3166 alpha-3, as OpenRTB wants them, also from the alpha-2 that many send. */
public final class Country {

  private static final Map<String, String> ALPHA3 = new HashMap<>();

  static {
    for (String alpha2 : Locale.getISOCountries()) {
      ALPHA3.put(alpha2, new Locale("", alpha2).getISO3Country());
    }
    for (String alpha3 : Locale.getISOCountries(IsoCountryCode.PART1_ALPHA3)) {
      ALPHA3.put(alpha3, alpha3);
    }
  }

  private Country() {}

  /** The alpha-3 code in upper case, or empty if the text is no country's code. */
  public static String alpha3(String text) {
    String known = ALPHA3.get(text);
    return known != null ? known : ALPHA3.getOrDefault(text.trim().toUpperCase(Locale.ROOT), "");
  }
}
