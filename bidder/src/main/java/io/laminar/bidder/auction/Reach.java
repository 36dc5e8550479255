package io.laminar.bidder.auction;

import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.DayParts;
import io.laminar.bidder.campaign.Flight;
import io.laminar.bidder.campaign.Place;
import io.laminar.bidder.campaign.Targeting;
import io.laminar.bidder.openrtb.Geo;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What of a campaign's targeting sets of slots cannot tell exactly. Not thread-safe: it remembers
 * how far zones are from UTC in the current quarter of an hour, in which that does not change.
 */
final class Reach {

  private static final long QUARTER_MILLIS = 15 * 60_000L;
  private static final int MINUTE_SECONDS = 60;

  private final Map<ZoneId, Integer> offsetByZone = new HashMap<>();
  private long quarter = Long.MIN_VALUE;

  /** True if the campaign runs at this instant, for a user in this place. */
  boolean isOn(Campaign campaign, Geo geo, long nowMillis) {
    Flight flight = campaign.flight();
    if (!flight.isOn(nowMillis)) {
      return false;
    }
    DayParts hours = flight.hours();
    return hours == DayParts.ALL || hours.isOpen(nowMillis, offsetSeconds(hours, geo, nowMillis));
  }

  /** True if the campaign is for users in this place and of these segments. */
  static boolean isFor(Campaign campaign, String country, Geo geo, List<String> segments) {
    Targeting targeting = campaign.targeting();
    return (targeting.places().isEmpty() || isInOneOf(targeting.places(), country, geo))
        && !isInOneOf(targeting.avoidedPlaces(), country, geo)
        && targeting.audience().includes(segments);
  }

  private static boolean isInOneOf(List<Place> places, String country, Geo geo) {
    for (int i = 0; i < places.size(); i++) {
      if (isIn(places.get(i), country, geo)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIn(Place place, String country, Geo geo) {
    if (place instanceof Place.Circle circle) {
      return geo.hasPoint() && circle.contains(geo.latMicros(), geo.lonMicros());
    }
    return place instanceof Place.Area area
        && area.country().equals(country)
        && (area.region().isEmpty() || area.region().equals(geo.region()))
        && (area.city().isEmpty() || area.city().equals(geo.city()));
  }

  private int offsetSeconds(DayParts hours, Geo geo, long nowMillis) {
    if (hours.userZone() && geo.hasUtcOffset()) {
      return geo.utcOffsetMinutes() * MINUTE_SECONDS;
    }
    if (Math.floorDiv(nowMillis, QUARTER_MILLIS) != quarter) {
      quarter = Math.floorDiv(nowMillis, QUARTER_MILLIS);
      offsetByZone.clear();
    }
    Integer known = offsetByZone.get(hours.zone());
    if (known == null) {
      known = hours.zone().getRules().getOffset(Instant.ofEpochMilli(nowMillis)).getTotalSeconds();
      offsetByZone.put(hours.zone(), known);
    }
    return known;
  }
}
