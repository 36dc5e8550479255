package io.laminar.bidder.auction;

import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.campaign.Creative;
import io.laminar.bidder.openrtb.AdType;
import io.laminar.bidder.openrtb.Banner;
import io.laminar.bidder.openrtb.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Finds the creatives for a request without looking at each.
 *
 * <p>Every creative has a slot, a number from 0 in the order of the file. For each property that
 * decides whether a creative may be shown there is a set of slots as bits; a request costs one
 * look-up for each of its properties and an AND over slots / 64 words. Immutable: one for all event
 * loops.
 */
public final class CampaignIndex {

  private final CampaignSet campaigns;
  private final Creative[] creativeBySlot;
  private final int[] campaignBySlot;
  private final int words;

  private final long[][] byType = new long[AdType.values().length][];
  private final long[] bannerSizes;
  private final long[][] bySize;
  private final long[] anywhere;
  private final long[] anyUser;
  private final long[] openMarket;
  private final Masks byCountry;
  private final Masks bySegment;
  private final Masks byDeal;
  private final Masks byDomain;
  private final Masks byCategory;
  private final Masks byAvoidedCategory;

  public CampaignIndex(CampaignSet campaigns) {
    this.campaigns = campaigns;
    List<Creative> creatives = new ArrayList<>();
    campaigns.campaigns().forEach(campaign -> creatives.addAll(campaign.creatives()));
    creativeBySlot = creatives.toArray(Creative[]::new);
    campaignBySlot = new int[creativeBySlot.length];
    words = (creativeBySlot.length + 63) / 64;
    for (int type = 0; type < byType.length; type++) {
      byType[type] = new long[words];
    }
    anywhere = new long[words];
    anyUser = new long[words];
    openMarket = new long[words];
    byCountry = new Masks(words);
    bySegment = new Masks(words);
    byDeal = new Masks(words);
    byDomain = new Masks(words);
    byCategory = new Masks(words);
    byAvoidedCategory = new Masks(words);

    TreeMap<Long, long[]> sizes = new TreeMap<>();
    addAll(sizes);
    byCountry.all().values().forEach(mask -> Masks.or(mask, anywhere));
    bannerSizes = sizes.keySet().stream().mapToLong(Long::longValue).toArray();
    bySize = sizes.values().toArray(long[][]::new);
  }

  private void addAll(TreeMap<Long, long[]> sizes) {
    int slot = 0;
    for (int i = 0; i < campaigns.campaigns().size(); i++) {
      Campaign campaign = campaigns.campaigns().get(i);
      for (Creative creative : campaign.creatives()) {
        campaignBySlot[slot] = i;
        addCreative(creative, slot, sizes);
        addCampaign(campaign, slot);
        slot++;
      }
    }
  }

  private void addCreative(Creative creative, int slot, TreeMap<Long, long[]> sizes) {
    AdType type = creative.ad().type();
    Masks.set(byType[type.ordinal()], slot);
    if (type == AdType.BANNER) {
      Size size = creative.ad().size();
      Masks.set(sizes.computeIfAbsent(key(size.w(), size.h()), any -> new long[words]), slot);
    }
  }

  private void addCampaign(Campaign campaign, int slot) {
    if (campaign.countries().isEmpty()) {
      Masks.set(anywhere, slot);
    }
    if (campaign.anonymous()) {
      Masks.set(anyUser, slot);
    }
    if (campaign.deals().isEmpty()) {
      Masks.set(openMarket, slot);
    }
    campaign.countries().forEach(country -> byCountry.add(country, slot));
    campaign.permilleBySegment().keySet().forEach(segment -> bySegment.add(segment, slot));
    campaign.deals().forEach(deal -> byDeal.add(deal, slot));
    campaign.avoidedCategories().forEach(category -> byAvoidedCategory.add(category, slot));
    for (String category : campaign.categories()) {
      byCategory.add(category, slot);
      byCategory.add(parent(category), slot);
    }
    // Who blocks a domain blocks what is below it.
    for (String domain = campaign.domain();
        domain.indexOf('.') > 0;
        domain = domain.substring(domain.indexOf('.') + 1)) {
      byDomain.add(domain, slot);
    }
  }

  private static long key(int w, int h) {
    return (long) w << 32 | h;
  }

  /** {@code IAB7} of {@code IAB7-39}. */
  private static String parent(String category) {
    int dash = category.indexOf('-');
    return dash < 0 ? category : category.substring(0, dash);
  }

  CampaignSet campaigns() {
    return campaigns;
  }

  /** Length of every set in words. */
  int words() {
    return words;
  }

  int slots() {
    return creativeBySlot.length;
  }

  Creative creative(int slot) {
    return creativeBySlot[slot];
  }

  int campaignOf(int slot) {
    return campaignBySlot[slot];
  }

  long[] type(AdType type) {
    return byType[type.ordinal()];
  }

  /** What is sold without a deal. */
  long[] openMarket() {
    return openMarket;
  }

  /** What is sold in this deal, or null. */
  long[] deal(String id) {
    return byDeal.get(id);
  }

  /** What may be shown in a country, empty if that is not known. */
  long[] country(String alpha3) {
    long[] mask = byCountry.get(alpha3);
    return mask == null ? anywhere : mask;
  }

  /** What may be shown to anybody. */
  long[] anyUser() {
    return anyUser;
  }

  /** What may be shown to users in this segment, or null. */
  long[] segment(String segment) {
    return bySegment.get(segment);
  }

  /** What belongs to an advertiser of this domain or below it, or null. */
  long[] domain(String domain) {
    return byDomain.get(domain.startsWith("www.") ? domain.substring(4) : domain);
  }

  /** What is of this category or below it, or null. */
  long[] category(String category) {
    return byCategory.get(category);
  }

  /** Adds what avoids inventory of this category. */
  void addAvoiders(String category, long[] mask) {
    Masks.or(mask, byAvoidedCategory.get(category));
    int dash = category.indexOf('-');
    if (dash > 0) {
      Masks.or(mask, byAvoidedCategory.get(category.substring(0, dash)));
    }
  }

  /** Adds the banners that fit. */
  void addBanners(Banner banner, long[] mask) {
    List<Size> sizes = banner.sizes();
    for (int i = 0; i < sizes.size(); i++) {
      int at = Arrays.binarySearch(bannerSizes, key(sizes.get(i).w(), sizes.get(i).h()));
      if (at >= 0) {
        Masks.or(mask, bySize[at]);
      }
    }
    if (banner.range() != null) {
      for (int i = 0; i < bannerSizes.length; i++) {
        if (banner.range().contains((int) (bannerSizes[i] >> 32), (int) bannerSizes[i])) {
          Masks.or(mask, bySize[i]);
        }
      }
    }
  }
}
