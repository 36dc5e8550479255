package io.laminar.bidder.openrtb;

import java.util.List;

/**
 * Where the ad would be shown (OpenRTB 2.6, 3.2.13 to 3.2.16, 3.2.31); texts are empty if not
 * given.
 *
 * @param id the exchange's id of the site, app or screen
 * @param domain of a site or app, in lower case
 * @param bundle of an app
 * @param publisherId {@code publisher.id}
 * @param language {@code content.language}, lower case
 * @param categoryTaxonomy {@code cattax} of the categories; 1 is IAB Content Category 1.0
 * @param categories {@code cat}, {@code sectioncat}, {@code pagecat} and those of the content,
 *     upper case
 */
public record Inventory(
    Kind kind,
    String id,
    String domain,
    String bundle,
    String publisherId,
    String language,
    int categoryTaxonomy,
    List<String> categories) {

  /** Site, app or out-of-home screen. */
  public enum Kind {
    SITE,
    APP,
    DOOH,
    /** None was given, which is tolerated. */
    UNKNOWN
  }

  public static final Inventory UNKNOWN =
      new Inventory(Kind.UNKNOWN, "", "", "", "", "", 1, List.of());
}
