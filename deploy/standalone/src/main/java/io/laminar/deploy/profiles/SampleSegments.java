package io.laminar.deploy.profiles;

import io.laminar.bidder.campaign.CampaignFile;
import java.util.List;

/** The segments that the sample campaigns ask for. */
final class SampleSegments {

  private SampleSegments() {}

  static List<String> all() {
    return CampaignFile.sample().campaigns().stream()
        .flatMap(campaign -> campaign.strategy().permilleBySegment().keySet().stream())
        .distinct()
        .sorted()
        .toList();
  }
}
