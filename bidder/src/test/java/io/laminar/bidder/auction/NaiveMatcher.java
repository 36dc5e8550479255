package io.laminar.bidder.auction;

import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.campaign.Creative;
import io.laminar.bidder.openrtb.Ad;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.Deal;
import io.laminar.bidder.openrtb.Floor;
import io.laminar.bidder.openrtb.Imp;
import io.laminar.bidder.openrtb.TimedMedia;
import io.laminar.bidder.profile.Profile;
import java.util.ArrayList;
import java.util.List;

/** What may be offered, found by looking at every creative of every campaign. */
final class NaiveMatcher {

  /** One possible bid. */
  record Choice(String campaignId, String creativeId, String dealId, long priceMicros) {}

  private final CampaignSet campaigns;

  NaiveMatcher(CampaignSet campaigns) {
    this.campaigns = campaigns;
  }

  List<Choice> choices(BidRequest request, Imp imp, Profile profile) {
    List<Choice> choices = new ArrayList<>();
    for (Campaign campaign : campaigns.campaigns()) {
      for (Creative creative : campaign.creatives()) {
        if (mayShow(request, profile, campaign) && fits(creative, imp)) {
          addMarkets(imp, profile, campaign, creative, choices);
        }
      }
    }
    return choices;
  }

  private boolean mayShow(BidRequest request, Profile profile, Campaign campaign) {
    String country = request.country().isEmpty() ? profile.country() : request.country();
    boolean inCountry = campaign.countries().isEmpty() || campaign.countries().contains(country);
    boolean forUser =
        campaign.anonymous()
            || profile.segments().stream().anyMatch(campaign.permilleBySegment()::containsKey);
    boolean blocked =
        campaign.categories().stream()
                .anyMatch(own -> isBelowOneOf(own, request.blockedCategories()))
            || request.blockedDomains().stream()
                .anyMatch(
                    domain ->
                        campaign.domain().equals(domain)
                            || campaign.domain().endsWith("." + domain));
    boolean avoided =
        request.inventory().categories().stream()
            .anyMatch(shown -> isBelowOneOf(shown, campaign.avoidedCategories()));
    return inCountry && forUser && !blocked && !avoided;
  }

  private static boolean isBelowOneOf(String category, List<String> others) {
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
      Imp imp, Profile profile, Campaign campaign, Creative creative, List<Choice> choices) {
    int permille =
        profile.segments().stream()
            .filter(campaign.permilleBySegment()::containsKey)
            .mapToInt(campaign.permilleBySegment()::get)
            .max()
            .orElse(1000);
    long price = campaign.priceMicros(permille);
    if (campaign.deals().isEmpty() && !imp.privateAuction()) {
      add(campaign, creative, "", price, imp.floor(), choices);
    }
    for (Deal deal : imp.deals()) {
      if (campaign.deals().contains(deal.id())) {
        Floor floor = deal.floor().micros() == 0 ? imp.floor() : deal.floor();
        add(campaign, creative, deal.id(), price, floor, choices);
      }
    }
  }

  private void add(
      Campaign campaign,
      Creative creative,
      String dealId,
      long price,
      Floor floor,
      List<Choice> choices) {
    boolean comparable = floor.micros() == 0 || floor.currency().equals(campaigns.currency());
    if (comparable && price >= floor.micros()) {
      choices.add(new Choice(campaign.id(), creative.id(), dealId, price));
    }
  }
}
