package io.laminar.bidder.auction;

import io.laminar.bidder.campaign.Audience;
import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.campaign.Creative;
import io.laminar.bidder.campaign.Flight;
import io.laminar.bidder.campaign.Place;
import io.laminar.bidder.campaign.Strategy;
import io.laminar.bidder.campaign.Targeting;
import io.laminar.bidder.openrtb.Ad;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.Deal;
import io.laminar.bidder.openrtb.Device;
import io.laminar.bidder.openrtb.Floor;
import io.laminar.bidder.openrtb.Geo;
import io.laminar.bidder.openrtb.Imp;
import io.laminar.bidder.openrtb.Inventory;
import io.laminar.bidder.openrtb.TimedMedia;
import io.laminar.bidder.profile.Profile;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What may be offered, found by looking at every creative of every campaign. */
final class NaiveMatcher {

  /** One possible bid. */
  record Choice(String campaignId, String creativeId, String dealId, long priceMicros) {}

  private final CampaignSet campaigns;

  NaiveMatcher(CampaignSet campaigns) {
    this.campaigns = campaigns;
  }

  List<Choice> choices(BidRequest request, Imp imp, Profile profile, long nowMillis) {
    List<Choice> choices = new ArrayList<>();
    for (Campaign campaign : campaigns.campaigns()) {
      for (Creative creative : campaign.creatives()) {
        if (mayShow(request, profile, campaign)
            && isTargeted(request, profile, campaign.targeting())
            && runs(campaign.flight(), request.geo(), nowMillis)
            && fits(creative, imp)) {
          addMarkets(request, imp, profile, campaign, creative, choices);
        }
      }
    }
    return choices;
  }

  private boolean mayShow(BidRequest request, Profile profile, Campaign campaign) {
    Strategy strategy = campaign.strategy();
    boolean forUser =
        strategy.anonymous()
            || profile.segments().stream().anyMatch(strategy.permilleBySegment()::containsKey);
    boolean blocked =
        campaign.categories().stream()
                .anyMatch(own -> isBelowOneOf(own, request.blockedCategories()))
            || request.blockedDomains().stream()
                .anyMatch(domain -> isDomainBelow(campaign.domain(), domain))
            || request.blockedApps().contains(campaign.bundle());
    boolean avoided =
        request.inventory().categories().stream()
            .anyMatch(shown -> isBelowOneOf(shown, campaign.targeting().avoidedCategories()));
    return forUser && !blocked && !avoided;
  }

  private static boolean isTargeted(BidRequest request, Profile profile, Targeting targeting) {
    String country = request.country().isEmpty() ? profile.country() : request.country();
    Inventory inventory = request.inventory();
    Device device = request.device();
    return (targeting.inventory().isEmpty() || targeting.inventory().contains(inventory.kind()))
        && (targeting.places().isEmpty()
            || targeting.places().stream().anyMatch(p -> isIn(p, country, request.geo())))
        && targeting.avoidedPlaces().stream().noneMatch(p -> isIn(p, country, request.geo()))
        && isWanted(targeting.deviceTypes(), device.type())
        && isWanted(targeting.systems(), device.os())
        && isWanted(targeting.languages(), device.language())
        && (targeting.categories().isEmpty()
            || inventory.categories().stream()
                .anyMatch(shown -> isBelowOneOf(shown, targeting.categories())))
        && (targeting.publishers().isEmpty() || isOneOf(inventory, targeting.publishers()))
        && !isOneOf(inventory, targeting.avoidedPublishers())
        && holds(targeting.audience(), profile.segments());
  }

  private static <T> boolean isWanted(Set<T> wanted, T value) {
    return wanted.isEmpty() || wanted.contains(value);
  }

  private static boolean isOneOf(Inventory inventory, Set<String> publishers) {
    return publishers.contains(inventory.bundle())
        || publishers.stream().anyMatch(domain -> isDomainBelow(inventory.domain(), domain));
  }

  private static boolean isDomainBelow(String domain, String above) {
    return domain.equals(above) || domain.endsWith("." + above);
  }

  private static boolean holds(Audience audience, List<String> segments) {
    if (audience instanceof Audience.In in) {
      return segments.contains(in.segment());
    }
    if (audience instanceof Audience.Not not) {
      return !holds(not.part(), segments);
    }
    return audience instanceof Audience.Any any
        ? any.parts().stream().anyMatch(part -> holds(part, segments))
        : ((Audience.All) audience).parts().stream().allMatch(part -> holds(part, segments));
  }

  private static boolean isIn(Place place, String country, Geo geo) {
    if (place instanceof Place.Area area) {
      return area.country().equals(country)
          && (area.region().isEmpty() || area.region().equals(geo.region()))
          && (area.city().isEmpty() || area.city().equals(geo.city()));
    }
    var circle = (Place.Circle) place;
    if (!geo.hasPoint()) {
      return false;
    }
    // the spherical law of cosines: another formula than that of the bidder
    double a = Math.toRadians(circle.latMicros() / 1e6);
    double b = Math.toRadians(geo.latMicros() / 1e6);
    double between = Math.toRadians((geo.lonMicros() - circle.lonMicros()) / 1e6);
    double cos = Math.sin(a) * Math.sin(b) + Math.cos(a) * Math.cos(b) * Math.cos(between);
    return 6_371_008.8 * Math.acos(Math.min(1, cos)) <= circle.radiusMeters();
  }

  private static boolean runs(Flight flight, Geo geo, long nowMillis) {
    ZoneId zone =
        flight.hours().userZone() && geo.hasUtcOffset()
            ? ZoneOffset.ofTotalSeconds(geo.utcOffsetMinutes() * 60)
            : flight.hours().zone();
    ZonedDateTime there = Instant.ofEpochMilli(nowMillis).atZone(zone);
    int hour = (there.getDayOfWeek().getValue() - 1) * 24 + there.getHour();
    return !flight.paused()
        && flight.startMillis() <= nowMillis
        && nowMillis < flight.endMillis()
        && flight.hours().openHours().get(hour);
  }

  private static boolean isBelowOneOf(String category, Collection<String> others) {
    return others.stream()
        .anyMatch(other -> category.equals(other) || category.startsWith(other + "-"));
  }

  private static boolean fits(Creative creative, Imp imp) {
    Ad ad = creative.ad();
    return switch (ad.type()) {
      case BANNER ->
          imp.banner() != null
              && imp.banner().sizes().contains(ad.size())
              && ad.attributes().stream().noneMatch(imp.banner().blockedAttributes()::contains);
      case VIDEO -> imp.video() != null && plays(creative, imp.video());
      case AUDIO -> imp.audio() != null && plays(creative, imp.audio());
      case NATIVE -> false;
    };
  }

  private static boolean plays(Creative creative, TimedMedia media) {
    int seconds = creative.ad().durationSeconds();
    return seconds >= media.minDuration()
        && seconds <= media.maxDuration()
        && (media.mimes().isEmpty() || media.mimes().contains(creative.mime()));
  }

  private void addMarkets(
      BidRequest request,
      Imp imp,
      Profile profile,
      Campaign campaign,
      Creative creative,
      List<Choice> choices) {
    Map<String, Integer> permilleBySegment = campaign.strategy().permilleBySegment();
    int permille =
        profile.segments().stream()
            .filter(permilleBySegment::containsKey)
            .mapToInt(permilleBySegment::get)
            .max()
            .orElse(1000);
    long price = campaign.strategy().priceMicros(permille);
    boolean firstPrice = request.auctionType() == 1;
    if (campaign.deals().isEmpty() && !imp.privateAuction()) {
      add(campaign, creative, "", price, imp.floor(), firstPrice, choices);
    }
    for (Deal deal : imp.deals()) {
      if (campaign.deals().contains(deal.id())) {
        Floor floor = deal.floor().micros() == 0 ? imp.floor() : deal.floor();
        add(campaign, creative, deal.id(), price, floor, firstPrice, choices);
      }
    }
  }

  private void add(
      Campaign campaign,
      Creative creative,
      String dealId,
      long price,
      Floor floor,
      boolean firstPrice,
      List<Choice> choices) {
    boolean comparable = floor.micros() == 0 || floor.currency().equals(campaigns.currency());
    if (comparable && price >= floor.micros()) {
      long above = price - floor.micros();
      long kept = above - above * campaign.strategy().shadingPermille() / 1000;
      long bid = firstPrice ? floor.micros() + kept : price;
      choices.add(new Choice(campaign.id(), creative.id(), dealId, bid));
    }
  }
}
