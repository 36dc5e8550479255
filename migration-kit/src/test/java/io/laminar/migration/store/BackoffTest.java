package io.laminar.migration.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {

  @Test
  void doublesItsPausesUpToALimit() {
    var backoff = new Backoff(bound -> 0);

    assertThat(LongStream.generate(backoff::nextMillis).limit(8).toArray())
        .containsExactly(20, 40, 80, 160, 320, 640, 1_000, 1_000);
  }

  @Test
  void beginsAnewOnceTheServerWorks() {
    var backoff = new Backoff(bound -> 0);
    backoff.nextMillis();
    backoff.nextMillis();

    backoff.reset();

    assertThat(backoff.nextMillis()).isEqualTo(20);
  }

  @Test
  void spreadsTheClientsOfAServerThatComesBack() {
    var random = new Random(7);
    long[] pauses =
        LongStream.generate(() -> new Backoff(random::nextLong).nextMillis())
            .limit(2_000)
            .toArray();

    assertThat(LongStream.of(pauses).allMatch(pause -> pause >= 20 && pause < 40)).isTrue();
    assertThat(LongStream.of(pauses).distinct().count()).isEqualTo(20);
    assertThat(LongStream.of(pauses).average().orElseThrow()).isBetween(29.0, 30.0);
  }
}
