package io.laminar.bidder.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.laminar.bidder.openrtb.AdType;
import io.laminar.bidder.openrtb.Size;
import io.laminar.migration.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignFileTest {

  private static final String GOOD =
      """
      currency: USD
      seat: laminar
      campaigns:
        - id: suv
          advertiser: Aurora Motors
          domain: aurora.example
          categories: [IAB2-2]
          countries: [USA, CAN]
          segments: {auto: 1.5, outdoors: 0.75}
          anonymous: false
          bid-cpm: 2.40
          floor-cpm: 1.2
          daily-budget: 500
          deals: ["d-1"]
          avoid: [IAB25]
          creatives:
            - id: box
              type: banner
              attributes: [13]
              landing: https://aurora.example/suv
              size: 300x250
              markup: <a href="${CLICK_URL}">SUV</a>
            - id: film
              type: video
              landing: https://aurora.example/suv
              size: 1920x1080
              duration: 15
              mime: video/mp4
              markup: <VAST version="4.2"><ClickThrough>${CLICK_URL}</ClickThrough></VAST>
      """;

  @Test
  void readsEveryMember() {
    CampaignSet set = CampaignFile.parse(GOOD, "test");

    assertThat(set.currency()).isEqualTo("USD");
    assertThat(set.seat()).isEqualTo("laminar");
    Campaign campaign = set.find("suv").orElseThrow();
    assertThat(campaign.advertiser()).isEqualTo("Aurora Motors");
    assertThat(campaign.domain()).isEqualTo("aurora.example");
    assertThat(campaign.categories()).containsExactly("IAB2-2");
    assertThat(campaign.targeting().places())
        .containsExactlyInAnyOrder(new Place.Area("USA", "", ""), new Place.Area("CAN", "", ""));
    Strategy strategy = campaign.strategy();
    assertThat(strategy.permilleBySegment()).isEqualTo(Map.of("auto", 1500, "outdoors", 750));
    assertThat(strategy.anonymous()).isFalse();
    assertThat(strategy.bidMicros()).isEqualTo(2_400_000);
    assertThat(strategy.floorMicros()).isEqualTo(1_200_000);
    assertThat(campaign.totalBudgetMicros()).isEqualTo(Long.MAX_VALUE);
    assertThat(campaign.pacing()).isEqualTo(Pacing.ASAP);
    assertThat(campaign.dailyBudgetMicros()).isEqualTo(500_000_000);
    assertThat(campaign.deals()).containsExactly("d-1");
    assertThat(campaign.targeting().avoidedCategories()).containsExactly("IAB25");
    Creative box = campaign.creative("box").orElseThrow();
    assertThat(box.ad().size()).isEqualTo(new Size(300, 250));
    assertThat(box.ad().attributes()).containsExactly(13);
    assertThat(box.landing()).isEqualTo("https://aurora.example/suv");
    Creative film = campaign.creative("film").orElseThrow();
    assertThat(film.protocol()).isEqualTo(13);
    assertThat(film.mime()).isEqualTo("video/mp4");
    assertThat(film.ad().durationSeconds()).isEqualTo(15);
  }

  @Test
  void pricesBySegmentButNeverBelowTheCampaignsFloor() {
    Strategy strategy = CampaignFile.parse(GOOD, "test").campaigns().get(0).strategy();

    assertThat(strategy.priceMicros(1000)).isEqualTo(2_400_000);
    assertThat(strategy.priceMicros(1500)).isEqualTo(3_600_000);
    assertThat(strategy.priceMicros(100)).isEqualTo(1_200_000);
  }

  @Test
  void holdsFiftySampleCampaignsOfAllTypes() {
    CampaignSet set = CampaignFile.sample();

    assertThat(set.campaigns()).hasSize(50);
    Map<AdType, Integer> count = new EnumMap<>(AdType.class);
    Set<String> countries = new HashSet<>();
    Set<Size> sizes = new HashSet<>();
    for (Campaign campaign : set.campaigns()) {
      campaign.targeting().places().stream()
          .map(place -> ((Place.Area) place).country())
          .forEach(countries::add);
      for (Creative creative : campaign.creatives()) {
        count.merge(creative.ad().type(), 1, Integer::sum);
        sizes.add(creative.ad().size());
      }
    }
    assertThat(count).containsOnlyKeys(AdType.values());
    assertThat(count.values()).allMatch(creatives -> creatives >= 8);
    assertThat(countries.size()).isGreaterThan(15);
    assertThat(sizes.size()).isGreaterThan(15);
    assertThat(set.campaigns()).anyMatch(campaign -> campaign.strategy().anonymous());
    assertThat(set.campaigns()).anyMatch(campaign -> !campaign.strategy().anonymous());
    assertThat(set.campaigns()).anyMatch(campaign -> !campaign.deals().isEmpty());
  }

  @Test
  void reportsAllProblemsWithLineOwnerAndWhatIsAllowed() {
    String bad =
        GOOD.replace("id: suv", "id: s/uv")
            .replace("[USA, CAN]", "[USA, usa, Germany]")
            .replace("auto: 1.5", "auto: fast")
            .replace("2.40", "-1")
            .replace("daily-budget", "dayly-budget")
            .replace("size: 300x250", "size: big")
            .replace(
                "https://aurora.example/suv\n        size: 1920x1080",
                "http://x\n        size: 1x1")
            .replace("type: video", "type: film")
            .replace("duration: 15", "duration: 0");

    List<String> problems = problems(bad);

    assertThat(problems)
        .contains(
            "test:4: campaign s/uv: id must be 1..64 letters, digits, dots, dashes and underscores,"
                + " was \"s/uv\"",
            "test:8: campaign s/uv: countries must hold only ISO-3166 alpha-3 codes such as USA,"
                + " was \"usa\"",
            "test:8: campaign s/uv: countries must hold only ISO-3166 alpha-3 codes such as USA,"
                + " was \"Germany\"",
            "test:9: campaign s/uv: segments.auto must be a number in 0.001..100 with up to six"
                + " decimals, was \"fast\"",
            "test:11: campaign s/uv: bid-cpm must be a number in 0.000001..10000 with up to six"
                + " decimals, was \"-1\"",
            "test:4: campaign s/uv: daily-budget is missing; it must be a number in"
                + " 0.000001..100000000 with up to six decimals",
            "test:13: campaign s/uv: dayly-budget is unknown; known are id, advertiser, domain,"
                + " categories, bundle, state, start, end, hours, countries, avoid, target,"
                + " segments, bid-cpm, floor-cpm, anonymous, shading, daily-budget, pacing, deals,"
                + " frequency, creatives, total-budget");
    assertThat(problems).anyMatch(problem -> problem.contains("creative box: size must be width"));
    assertThat(problems)
        .anyMatch(
            problem ->
                problem.contains(
                    "creative film: type must be one of banner, video, audio, native, was"
                        + " \"film\""));
  }

  @Test
  void refusesMarkupThatLosesClicksOrLoadsWithoutTls() {
    assertThat(problems(GOOD.replace("<a href=\"${CLICK_URL}\">", "<a>")))
        .singleElement()
        .asString()
        .startsWith(
            "test:22: campaign suv, creative box: markup must be markup that holds ${CLICK_");
    assertThat(problems(GOOD.replace("SUV</a>", "<img src=\"http://x.example/a.png\"></a>")))
        .singleElement()
        .asString()
        .contains("loads nothing over http://");
  }

  @Test
  void refusesVideoWhoseMarkupDoesNotSayItsVersion() {
    assertThat(problems(GOOD.replace("version=\"4.2\"", "version=\"9\"")))
        .containsExactly(
            "test:29: campaign suv, creative film: markup must be VAST 2.0, 3.0 or 4.0..4.3, or"
                + " DAAST 1.0, and say so in its root");
  }

  @Test
  void refusesIdsThatAreThereTwice() {
    String again = GOOD.substring(GOOD.indexOf("  - id: suv"));

    assertThat(problems(GOOD + again))
        .containsExactly("test:30: campaign suv: id is that of another campaign too");
    assertThat(problems(GOOD.replace("id: film", "id: box")))
        .containsExactly(
            "test:23: campaign suv, creative box: id is that of another creative of the campaign"
                + " too");
  }

  @Test
  void refusesACampaignThatNobodyCouldSee() {
    String bad = GOOD.replace("{auto: 1.5, outdoors: 0.75}", "{}");

    assertThat(problems(bad))
        .containsExactly(
            "test:10: campaign suv: anonymous must be true, or there must be segments");
  }

  @Test
  void refusesAFloorAboveTheBid() {
    assertThat(problems(GOOD.replace("floor-cpm: 1.2", "floor-cpm: 3")))
        .containsExactly("test:12: campaign suv: floor-cpm must not be above bid-cpm");
  }

  @Test
  void refusesWhatIsNoCampaignFile() {
    assertThat(problems("")).containsExactly("test: is empty");
    assertThat(problems("a: [1")).singleElement().asString().startsWith("test:1: not YAML: ");
    assertThat(problems("[]"))
        .contains("test:1: file: must be a map", "test:1: file: campaigns must hold at least one");
    assertThat(problems("currency: USD\nseat: a\ncampaigns:\n  - 7\n"))
        .contains("test:4: campaign 1: must be a map");
    assertThat(problems(GOOD.replace("seat: laminar", "seat: laminar\nseat: other")))
        .containsExactly("test:3: seat is there twice");
  }

  @Test
  void readsAFileAndSaysWhichOneCannotBeRead(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("campaigns.yaml"), GOOD);

    assertThat(CampaignFile.read(file).campaigns()).hasSize(1);
    assertThatThrownBy(() -> CampaignFile.read(folder.resolve("none.yaml")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("none.yaml: cannot be read: ");
  }

  private static List<String> problems(String yaml) {
    return catchThrowableOfType(
            ConfigurationException.class, () -> CampaignFile.parse(yaml, "test"))
        .problems();
  }
}
