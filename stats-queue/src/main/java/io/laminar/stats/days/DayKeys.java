package io.laminar.stats.days;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Locale;

/** Keys of days' totals: {@code campaign/measure#2026-11-23}. */
public final class DayKeys {

  /** Of what was billed, in millionths for a thousand impressions. */
  public static final String SPEND = "spend";

  private static final int LONGEST_CAMPAIGN = 128;

  private DayKeys() {}

  /**
   * The key of a total.
   *
   * @param campaign what no store's key may hold is written as in a URL; one that is then longer
   *     than 128 bytes by its digest
   * @param measure a fact's or notice's name, or {@link #SPEND}; in lower case in the key
   */
  public static String of(String campaign, String measure, LocalDate day) {
    String encoded = URLEncoder.encode(campaign, StandardCharsets.UTF_8);
    String name = encoded.length() <= LONGEST_CAMPAIGN ? encoded : "sha-256:" + digest(campaign);
    return name + "/" + measure.toLowerCase(Locale.ROOT) + "#" + day;
  }

  /**
   * The date in a key.
   *
   * @throws IllegalArgumentException if there is none
   */
  static LocalDate dayOf(String key) {
    int hash = key.lastIndexOf('#');
    try {
      return LocalDate.parse(key.substring(hash + 1));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "a key of a day ends with #2026-11-23 or the like, was \"" + key + "\"", e);
    }
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
