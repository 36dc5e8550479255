package io.laminar.bidder.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.campaign.CampaignBuilder;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.bidder.money.BudgetBook;
import io.laminar.bidder.openrtb.Banner;
import io.laminar.bidder.openrtb.Size;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {

  @Test
  void holdsTheBannersOfASizeOnceHoweverOftenARequestNamesIt() {
    var campaigns = List.of(new CampaignBuilder("a").banner(300, 250).build());
    var index = new CampaignIndex(new CampaignSet("USD", "seat", campaigns), new BudgetBook());
    Size box = campaigns.get(0).creatives().get(0).ad().size();
    var lane = new Lane();

    index.banners(banner(Collections.nCopies(10_000, box)), lane);

    assertThat(lane.size()).isEqualTo(1);
  }

  private static Banner banner(List<Size> sizes) {
    return new Banner(sizes, null, List.of(), List.of(), List.of(), 0, List.of());
  }
}
