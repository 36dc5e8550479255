package io.laminar.bidder.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CampaignPageTest {

  private static final String FENCE = "```yaml\n";

  @Test
  void showsAFileThatCanBeRead() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "campaigns.md"));
    int from = page.indexOf(FENCE) + FENCE.length();

    CampaignSet set = CampaignFile.parse(page.substring(from, page.indexOf("```", from)), "page");

    Campaign campaign = set.find("aurora-suv").orElseThrow();
    assertThat(campaign.targeting().places()).hasSize(5);
    assertThat(campaign.caps()).hasSize(2);
    assertThat(campaign.pacing()).isEqualTo(Pacing.EVEN);
  }
}
