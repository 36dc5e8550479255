package io.laminar.bidder.openrtb;

import java.util.List;

/**
 * What a response says of a creative whatever the request.
 *
 * @param campaignId {@code cid}; letters, digits, dots, dashes and underscores
 * @param creativeId {@code crid}; the same
 * @param domain {@code adomain}
 * @param bundle {@code bundle} of the app that is advertised; empty if it is none
 * @param categories {@code cat}, IAB Content Category 1.0
 * @param attributes {@code attr}
 * @param size {@code w} and {@code h}; not written where unknown
 * @param durationSeconds {@code dur}; 0 where nothing plays
 * @param markup {@code adm}
 */
public record Ad(
    String campaignId,
    String creativeId,
    String domain,
    String bundle,
    List<String> categories,
    List<Integer> attributes,
    AdType type,
    Size size,
    int durationSeconds,
    Markup markup) {

  public Ad {
    categories = List.copyOf(categories);
    attributes = List.copyOf(attributes);
  }
}
