package io.laminar.bidder.auction;

import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.profile.Profile;
import java.util.Arrays;
import java.util.List;

/** What may be shown for a request whatever the imp: three sets, each inside the one before. */
final class RequestMasks {

  private static final int FIRST_TAXONOMY = 1;

  private final CampaignIndex index;

  /** By country. */
  final long[] local;

  /** Also by what the publisher blocks and what we avoid. */
  final long[] unblocked;

  /** Also by the user's segments. */
  final long[] eligible;

  private Reason withoutUser = Reason.NO_PROFILE;

  RequestMasks(CampaignIndex index) {
    this.index = index;
    local = new long[index.words()];
    unblocked = new long[index.words()];
    eligible = new long[index.words()];
  }

  /**
   * Makes the sets for a request.
   *
   * @param profile {@link Profile#ANONYMOUS} if the user must not be profiled
   */
  void prepare(BidRequest request, Profile profile) {
    String country = request.country().isEmpty() ? profile.country() : request.country();
    long[] inCountry = index.country(country);
    System.arraycopy(inCountry, 0, local, 0, local.length);
    removeBlocked(request);
    keepEligible(profile);
    withoutUser =
        !request.isPersonal()
            ? Reason.PRIVACY
            : profile.isAnonymous() ? Reason.NO_PROFILE : Reason.NO_SEGMENT;
  }

  /** Why what needs a segment is not eligible. */
  Reason withoutUser() {
    return withoutUser;
  }

  private void removeBlocked(BidRequest request) {
    List<String> categories = request.blockedCategories();
    // Blocked categories of a taxonomy that ours cannot be compared with: all might be meant.
    if (!categories.isEmpty() && request.categoryTaxonomy() != FIRST_TAXONOMY) {
      Arrays.fill(unblocked, 0);
      return;
    }
    Arrays.fill(unblocked, 0); // holds the blocked ones first
    for (int i = 0; i < categories.size(); i++) {
      Masks.or(unblocked, index.category(categories.get(i)));
    }
    List<String> domains = request.blockedDomains();
    for (int i = 0; i < domains.size(); i++) {
      Masks.or(unblocked, index.domain(domains.get(i)));
    }
    List<String> shown = request.inventory().categories();
    for (int i = 0; i < shown.size(); i++) {
      index.addAvoiders(shown.get(i), unblocked);
    }
    for (int i = 0; i < unblocked.length; i++) {
      unblocked[i] = local[i] & ~unblocked[i];
    }
  }

  private void keepEligible(Profile profile) {
    System.arraycopy(index.anyUser(), 0, eligible, 0, eligible.length);
    List<String> segments = profile.segments();
    for (int i = 0; i < segments.size(); i++) {
      Masks.or(eligible, index.segment(segments.get(i)));
    }
    for (int i = 0; i < eligible.length; i++) {
      eligible[i] &= unblocked[i];
    }
  }
}
