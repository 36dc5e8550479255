package io.laminar.bidder.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.openrtb.AdType;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CampaignGeneratorTest {

  @Test
  void makesTheSameCampaignsOfTheSameSeed() {
    var one = CampaignGenerator.generate(200, 7).campaigns();
    var same = CampaignGenerator.generate(200, 7).campaigns();
    var other = CampaignGenerator.generate(200, 8).campaigns();

    assertThat(one.stream().map(Campaign::targeting).toList())
        .isEqualTo(same.stream().map(Campaign::targeting).toList())
        .isNotEqualTo(other.stream().map(Campaign::targeting).toList());
    assertThat(one.stream().map(Campaign::strategy).toList())
        .isEqualTo(same.stream().map(Campaign::strategy).toList());
  }

  @Test
  void mixesThemAsRealOnesAre() {
    var campaigns = CampaignGenerator.generate(1_000, 1).campaigns();

    assertThat(campaigns).extracting(Campaign::id).doesNotHaveDuplicates();
    assertThat(
            campaigns.stream()
                .flatMap(campaign -> campaign.creatives().stream())
                .map(creative -> creative.ad().type())
                .collect(Collectors.toSet()))
        .contains(AdType.BANNER, AdType.VIDEO, AdType.NATIVE);
    assertThat(campaigns).anyMatch(campaign -> !campaign.deals().isEmpty());
    assertThat(campaigns).anyMatch(campaign -> !campaign.caps().isEmpty());
    assertThat(campaigns).anyMatch(campaign -> campaign.strategy().shadingPermille() > 0);
    assertThat(campaigns)
        .anyMatch(campaign -> campaign.targeting().audience() != Audience.EVERYBODY);
    long everywhere =
        campaigns.stream().filter(campaign -> campaign.targeting().places().isEmpty()).count();
    assertThat(everywhere).isBetween(200L, 500L);
  }
}
