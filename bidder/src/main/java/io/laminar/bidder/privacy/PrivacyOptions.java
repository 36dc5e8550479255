package io.laminar.bidder.privacy;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What consent must cover.
 *
 * @param vendorId of this bidder in the IAB's Global Vendor List; 0: in none, so that nobody can
 *     consent to it
 * @param purposes TCF purposes that all must be consented to
 * @param presumeGdpr whether the GDPR applies in its countries where a request does not say
 * @param cachedStrings consent strings whose verdict is kept
 */
public record PrivacyOptions(
    int vendorId, List<Integer> purposes, boolean presumeGdpr, int cachedStrings) {

  public static final Setting<Integer> VENDOR_ID =
      Setting.integer(
          "privacy.vendor-id",
          0,
          65_535,
          "",
          0,
          "the bidder's number in the IAB's Global Vendor List, to which users consent; 0 = none,"
              + " and then nobody does where the GDPR applies");
  public static final Setting<String> PURPOSES =
      Setting.matching(
          "privacy.purposes",
          Pattern.compile("(1\\d|2[0-4]|[1-9])(,(1\\d|2[0-4]|[1-9]))*"),
          "numbers in 1..24 with commas between them",
          "1,2,3,4,7",
          "the TCF purposes that a user must consent to before a profile is read");
  public static final Setting<Boolean> PRESUME_GDPR =
      Setting.flag(
          "privacy.presume-gdpr",
          true,
          "whether the GDPR applies in the EEA, the UK and Switzerland where a request does not"
              + " say");
  public static final Setting<Integer> CACHED_STRINGS =
      Setting.integer(
          "privacy.cached-strings",
          1,
          1_000_000,
          "strings",
          10_000,
          "how many consent strings are remembered with what they allow");

  public static final List<Setting<?>> SETTINGS =
      List.of(VENDOR_ID, PURPOSES, PRESUME_GDPR, CACHED_STRINGS);

  public PrivacyOptions {
    purposes = List.copyOf(purposes);
  }

  public static PrivacyOptions from(Configuration configuration) {
    return new PrivacyOptions(
        configuration.get(VENDOR_ID),
        Arrays.stream(configuration.get(PURPOSES).split(",")).map(Integer::valueOf).toList(),
        configuration.get(PRESUME_GDPR),
        configuration.get(CACHED_STRINGS));
  }
}
