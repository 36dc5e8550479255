package io.laminar.bidder.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.laminar.bidder.openrtb.Inventory;
import io.laminar.migration.config.ConfigurationException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetingFileTest {

  private static final String FULL =
      """
      id: suv
      advertiser: Aurora Motors
      domain: aurora.example
      bundle: com.aurora.app
      categories: [IAB2-2]
      state: paused
      start: 2026-11-01T00:00:00Z
      end: 2026-12-01T00:00:00Z
      hours:
        zone: Europe/Berlin
        user-zone: true
        open: ["mon-fri 08-20", "sat 10-24", "sun-mon 00-02"]
      countries: [USA]
      avoid: [IAB25]
      target:
        inventory: [site, app]
        places: [USA/CA, USA/CA/oakland, FRA//paris, {lat: 48.85, lon: -2.35, radius-km: 25}]
        avoid-places: [USA/TX]
        devices: [phone, tv]
        os: [ios]
        languages: [en]
        categories: [IAB1]
        domains: [news.example]
        bundles: [com.game]
        avoid-domains: [bad.example]
        avoid-bundles: [com.bad]
        audience:
          all:
            - auto
            - any: [outdoors, "provider:123"]
            - not: pets
      bid-cpm: 2.4
      floor-cpm: 0.5
      shading: 0.25
      daily-budget: 500
      total-budget: 9000
      pacing: front-loaded
      frequency:
        - {per: campaign, most: 3, within: 1d}
        - {per: creative, most: 1, within: 30m}
      creatives:
        - id: box
          type: banner
          weight: 5
          landing: https://aurora.example/suv
          size: 300x250
          markup: <a href="${CLICK_URL}">SUV</a>
      """;

  @Test
  void readsEveryMember() {
    Campaign campaign = CampaignFile.parseOne(FULL, "test");

    assertThat(campaign.bundle()).isEqualTo("com.aurora.app");
    Flight flight = campaign.flight();
    assertThat(flight.paused()).isTrue();
    assertThat(Instant.ofEpochMilli(flight.startMillis())).isEqualTo("2026-11-01T00:00:00Z");
    assertThat(Instant.ofEpochMilli(flight.endMillis())).isEqualTo("2026-12-01T00:00:00Z");
    assertThat(flight.hours().zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    assertThat(flight.hours().userZone()).isTrue();
    assertThat(flight.hours().openHours().cardinality()).isEqualTo(5 * 12 + 14 + 2 + 2);
    assertThat(campaign.strategy().shadingPermille()).isEqualTo(250);
    assertThat(campaign.totalBudgetMicros()).isEqualTo(9_000_000_000L);
    assertThat(campaign.pacing()).isEqualTo(Pacing.FRONT_LOADED);
    assertThat(campaign.caps())
        .containsExactly(
            new FrequencyCap(FrequencyCap.Scope.CAMPAIGN, 3, Duration.ofDays(1)),
            new FrequencyCap(FrequencyCap.Scope.CREATIVE, 1, Duration.ofMinutes(30)));
    assertThat(campaign.creatives().get(0).weight()).isEqualTo(5);
  }

  @Test
  void readsEveryMemberOfTheTarget() {
    Targeting target = CampaignFile.parseOne(FULL, "test").targeting();

    assertThat(target.inventory())
        .containsExactlyInAnyOrder(Inventory.Kind.SITE, Inventory.Kind.APP);
    assertThat(target.places())
        .containsExactly(
            new Place.Area("USA", "", ""),
            new Place.Area("USA", "CA", ""),
            new Place.Area("USA", "CA", "oakland"),
            new Place.Area("FRA", "", "paris"),
            new Place.Circle(48_850_000, -2_350_000, 25_000));
    assertThat(target.avoidedPlaces()).containsExactly(new Place.Area("USA", "TX", ""));
    assertThat(target.deviceTypes()).containsExactlyInAnyOrder(3, 4);
    assertThat(target.systems()).containsExactly("ios");
    assertThat(target.languages()).containsExactly("en");
    assertThat(target.categories()).containsExactly("IAB1");
    assertThat(target.avoidedCategories()).containsExactly("IAB25");
    assertThat(target.publishers()).containsExactlyInAnyOrder("news.example", "com.game");
    assertThat(target.avoidedPublishers()).containsExactlyInAnyOrder("bad.example", "com.bad");
    Audience audience = target.audience();
    assertThat(audience.includes(List.of("auto", "outdoors"))).isTrue();
    assertThat(audience.includes(List.of("auto", "provider:123"))).isTrue();
    assertThat(audience.includes(List.of("auto"))).isFalse();
    assertThat(audience.includes(List.of("auto", "outdoors", "pets"))).isFalse();
    assertThat(audience.cover()).contains(Set.of("auto"));
  }

  @Test
  void readsTheSameFromItsOwnJson() {
    String json = CampaignFile.json(FULL, "test");

    assertThat(CampaignFile.json(json, "test")).isEqualTo(json);
    Campaign campaign = CampaignFile.parseOne(json, "test");
    assertThat(campaign.targeting()).isEqualTo(CampaignFile.parseOne(FULL, "test").targeting());
    assertThat(campaign.flight()).isEqualTo(CampaignFile.parseOne(FULL, "test").flight());
    assertThat(json).contains("\"bid-cpm\":2.4,").contains("\"weight\":5,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "state: paused | state: off | state must be active or paused",
        "start: 2026-11-01T00:00:00Z | start: tomorrow | start must be an instant such as",
        "end: 2026-12-01T00:00:00Z | end: 2026-10-01T00:00:00Z | end must be after start",
        "zone: Europe/Berlin | zone: Berlin | zone must be a time zone",
        "mon-fri 08-20 | mon-fri 20-08 | open must hold only days and hours",
        "USA/TX | USA/ | avoid-places must hold only places",
        "USA/TX | Texas | avoid-places must hold only places",
        "radius-km: 25 | radius-km: 0 | radius-km must be a number in 0.1..1000",
        "lat: 48.85 | lat: 91 | lat must be a number in -90..90",
        "[phone, tv] | [watch] | devices must hold only of mobile",
        "not: pets | none: pets | must be a segment, or a map of one of all, any",
        "not: pets | not: {all: []} | all must hold at least one",
        "[site, app] | [radio] | inventory must hold only site, app and dooh",
        "shading: 0.25 | shading: 2 | shading must be a number in 0..1",
        "pacing: front-loaded | pacing: fast | pacing must be one of asap, even, front-loaded",
        "within: 1d | within: 31d | within must be 1m..30d",
        "most: 3 | most: 101 | most must be a whole number in 1..100",
        "weight: 5 | weight: 0 | weight must be a whole number in 1..1000",
        "total-budget: 9000 | total-budget: 0 | total-budget must be a number",
      })
  void saysWhatIsWrong(String good, String bad, String problem) {
    assertThat(FULL).contains(good);

    var thrown =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> CampaignFile.parseOne(FULL.replace(good, bad), "test"));

    assertThat(thrown.problems()).anyMatch(text -> text.contains(problem));
    assertThat(thrown.problems()).allMatch(text -> text.matches("test:\\d+: campaign suv.*"));
  }

  @Test
  void refusesAnAudienceThatIsNestedTooDeep() {
    String deep = "{not: ".repeat(20) + "auto" + "}".repeat(20);

    var thrown =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> CampaignFile.parseOne(FULL.replace("not: pets", "not: " + deep), "test"));

    assertThat(thrown.problems()).anyMatch(text -> text.contains("nested at most 8"));
  }
}
