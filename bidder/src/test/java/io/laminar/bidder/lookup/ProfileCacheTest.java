package io.laminar.bidder.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.profile.Profile;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ProfileCacheTest {

  private static final int ROOM = 10_000;
  private static final Profile PROFILE = new Profile("u1", List.of("auto"), "USA", 1);

  private long now;
  private long plan = 1;
  private final ProfileCache cache =
      new ProfileCache(ROOM, Duration.ofSeconds(5), () -> plan, () -> now);

  @Test
  void keepsAProfileForItsLife() {
    cache.current().keep("u1", PROFILE);

    now = Duration.ofSeconds(5).toNanos() - 1;
    assertThat(cache.current().find("u1")).isEqualTo(PROFILE);
    now++;
    assertThat(cache.current().find("u1")).isNull();
    cache.current().keep("u2", PROFILE);
    assertThat(cache.outlived()).isOne();
  }

  @Test
  void dropsEverything() {
    cache.current().keep("u1", PROFILE);

    cache.drop();

    assertThat(cache.current().find("u1")).isNull();
    assertThat(cache.drops()).isOne();
  }

  @Test
  void keepsNothingFromOnePlanToTheNext() {
    cache.current().keep("u1", PROFILE);

    plan = 2;

    assertThat(cache.current().find("u1")).isNull();
    assertThat(cache.drops()).isOne();
  }

  @Test
  void doesNotKeepWhatWasReadBeforeTheDrop() {
    ProfileCache.Generation begun = cache.current();
    cache.drop();

    begun.keep("u1", PROFILE);

    assertThat(cache.current().find("u1")).isNull();
  }

  @Test
  void holdsNoMoreBytesThanItMay() {
    for (int i = 0; i < 1_000; i++) {
      cache.current().keep("u" + i, PROFILE);
    }

    long kept =
        IntStream.range(0, 1_000).filter(i -> cache.current().find("u" + i) != null).count();
    assertThat(kept).isBetween(20L, 60L);
    assertThat(cache.entries()).isEqualTo(kept);
    assertThat(cache.pushedOut()).isEqualTo(1_000 - kept);
    assertThat(cache.bytes()).isBetween(ROOM / 2L, ROOM + 1_000L); // texts that are shared come on
  }

  @Test
  void holdsFewerOfLargerProfiles() {
    List<String> many = IntStream.range(0, 500).mapToObj(i -> "s" + i).toList();
    for (int i = 0; i < 1_000; i++) {
      cache.current().keep("u" + i, new Profile("u" + i, many, "USA", 1));
    }

    assertThat(cache.entries()).isBetween(1L, 4L);
  }

  @Test
  void keepsNoProfileThatIsTooLargeAlone() {
    String text = "x".repeat(ROOM);
    cache.current().keep("u1", new Profile("u1", List.of(text), "USA", 1));

    assertThat(cache.current().find("u1")).isNull();
  }

  @Test
  void holdsMoreUsersWithoutAProfile() {
    for (int i = 0; i < 1_000; i++) {
      cache.current().keep("u" + i, Profile.ANONYMOUS);
    }

    assertThat(cache.entries()).isBetween(50L, 70L);
  }

  @Test
  void countsAboutTheBytesThatAreTakenFromTheHeap() {
    var large = new ProfileCache(1L << 30, Duration.ofHours(1), () -> 1);
    long before = liveBytes();

    for (int i = 0; i < 100_000; i++) {
      large.current().keep("user-" + (1_000_000 + i), profile(i));
    }

    assertThat(large.entries()).isEqualTo(100_000);
    assertThat(large.bytes()).isCloseTo(liveBytes() - before, Percentage.withPercentage(12));
    Reference.reachabilityFence(large);
  }

  /** As one that was read: all of its texts are its own. */
  private static Profile profile(int user) {
    List<String> segments = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      segments.add("segment-" + Math.floorMod((user + i) * 7_919, 2_000));
    }
    return new Profile("user-" + (1_000_000 + user), segments, "USA", user);
  }

  private static long liveBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
