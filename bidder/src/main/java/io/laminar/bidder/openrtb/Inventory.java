package io.laminar.bidder.openrtb;

import java.util.List;

/**
 * Where the ad would be shown; texts are empty if not given.
 *
 * @param domain of a site or app, in lower case
 * @param bundle of an app
 * @param categories {@code cat}, {@code sectioncat} and {@code pagecat}
 */
public record Inventory(Kind kind, String domain, String bundle, List<String> categories) {

  /** Site, app or out-of-home screen. */
  public enum Kind {
    SITE,
    APP,
    DOOH,
    /** None was given, which is tolerated. */
    UNKNOWN
  }

  public static final Inventory UNKNOWN = new Inventory(Kind.UNKNOWN, "", "", List.of());
}
