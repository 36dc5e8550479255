package io.laminar.bidder.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.profile.Profile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileCacheTest {

  private static final Profile PROFILE = new Profile("u1", List.of("auto"), "USA", 1);

  private long now;
  private final ProfileCache cache = new ProfileCache(10, Duration.ofSeconds(5), () -> now);

  @Test
  void keepsAProfileForItsLife() {
    cache.keep("u1", PROFILE, cache.generation());

    now = Duration.ofSeconds(5).toNanos() - 1;
    assertThat(cache.find("u1")).isEqualTo(PROFILE);
    now++;
    assertThat(cache.find("u1")).isNull();
  }

  @Test
  void dropsEverything() {
    cache.keep("u1", PROFILE, cache.generation());

    cache.drop();

    assertThat(cache.find("u1")).isNull();
  }

  @Test
  void doesNotKeepWhatWasReadBeforeTheDrop() {
    long generation = cache.generation();
    cache.drop();

    cache.keep("u1", PROFILE, generation);

    assertThat(cache.find("u1")).isNull();
  }

  @Test
  void holdsNoMoreThanItMay() {
    for (int i = 0; i < 100; i++) {
      cache.keep("u" + i, PROFILE, cache.generation());
    }

    long kept =
        java.util.stream.IntStream.range(0, 100).filter(i -> cache.find("u" + i) != null).count();
    assertThat(kept).isBetween(1L, 10L);
  }
}
