package io.laminar.load.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TemplateMixTest {

  private static final int DRAWS = 60_000;

  private final RequestTemplate banner = template("banner", "\"banner\":{}", "");
  private final RequestTemplate video = template("video", "\"video\":{}", ",\"app\":{}");
  private final RequestTemplate kids = template("kids", "\"video\":{}", ",\"regs\":{\"coppa\":1}");

  @Test
  void usesAllSamplesAlikeUnlessItIsToldOtherwise() {
    Map<String, Double> shares = shares("");

    assertThat(shares.values())
        .allSatisfy(share -> assertThat(share).isCloseTo(1 / 3.0, within(0.01)));
  }

  @Test
  void multipliesTheFactorsOfTheTraitsOfASample() {
    Map<String, Double> shares = shares("video=2,app=3");

    assertThat(shares.get("banner")).isCloseTo(1 / 9.0, within(0.01));
    assertThat(shares.get("video")).isCloseTo(6 / 9.0, within(0.01));
    assertThat(shares.get("kids")).isCloseTo(2 / 9.0, within(0.01));
  }

  @Test
  void neverUsesASampleOfFactorZero() {
    assertThat(shares("coppa=0,banner=0")).containsOnlyKeys("video");
    assertThat(shares("video=0")).containsOnlyKeys("banner");
    assertThatThrownBy(() -> shares("one-imp=0")).hasMessage("no sample is left with one-imp=0");
  }

  @Test
  void knowsTheTraitsOfTheSamplesThatComeWithIt() {
    List<RequestTemplate> samples = TemplateSet.load(100);

    assertThat(Trait.values())
        .allSatisfy(
            trait ->
                assertThat(samples)
                    .as(trait.label())
                    .anySatisfy(sample -> assertThat(sample.traits()).contains(trait)));
    assertThat(traits(samples, "102-site-banner-handmade-gdpr-gpp-eids-schain.json"))
        .contains(Trait.SITE, Trait.BANNER, Trait.GDPR, Trait.GPP)
        .doesNotContain(Trait.COPPA, Trait.APP);
    assertThat(traits(samples, "104-site-banner-handmade-12-imps-pmp-private.json"))
        .contains(Trait.MANY_IMPS, Trait.DEAL);
    assertThat(traits(samples, "106-site-banner-handmade-coppa.json")).contains(Trait.COPPA);
  }

  private static Iterable<Trait> traits(List<RequestTemplate> samples, String name) {
    return samples.stream()
        .filter(sample -> sample.name().equals(name))
        .findFirst()
        .orElseThrow()
        .traits();
  }

  private Map<String, Double> shares(String weights) {
    TemplateMix mix = TemplateMix.of(weights, List.of(banner, video, kids));
    var random = new SplittableRandom(4);
    Map<String, Double> shares = new HashMap<>();
    for (int i = 0; i < DRAWS; i++) {
      shares.merge(mix.next(random).name(), 1.0 / DRAWS, Double::sum);
    }
    return shares;
  }

  private static RequestTemplate template(String name, String format, String fields) {
    String json = "{\"id\":\"x\",\"imp\":[{\"id\":\"1\"," + format + "}]" + fields + "}";
    return RequestTemplate.parse(name, json.getBytes(StandardCharsets.UTF_8), 100);
  }
}
