package io.laminar.bidder.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LookupOptionsTest {

  @Test
  void leavesHalfOfTheHeapToEverythingElse() {
    Configuration given = given(384);

    assertThat(LookupOptions.tooLarge(given, 768L << 20)).isEmpty();
    assertThat(LookupOptions.tooLarge(given, 767L << 20))
        .get()
        .asString()
        .contains("bidder.profile-cache-size is 384 MB", "the heap, which has 767 MB", "-Xmx");
  }

  @Test
  void countsTheCacheInMegabytes() {
    assertThat(LookupOptions.from(given(8)).cacheBytes()).isEqualTo(8L << 20);
  }

  @Test
  void refusesABidderWhoseCacheDoesNotFitButNoOtherProcessWithTheSameConfiguration() {
    Configuration shared = given(65_536);

    assertThatThrownBy(() -> LookupOptions.from(shared))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("bidder.profile-cache-size is 65536 MB");
  }

  private static Configuration given(int megabytes) {
    return Configuration.load(
        LookupOptions.SETTINGS,
        List.of(),
        Optional.empty(),
        Map.of(),
        Map.of(LookupOptions.CACHE_MEGABYTES.key(), Integer.toString(megabytes)));
  }
}
