package io.laminar.bidder.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {

  @Test
  void isSeenByOtherThreadsAndNeverGoesBackWhileItIsCounted() throws InterruptedException {
    var tally = new Tally();
    long last = 3_000_000;
    var writer =
        new Thread(
            () -> {
              for (long i = 0; i < last; i++) {
                tally.increment();
              }
            });

    writer.start();
    long seen = 0;
    while (seen < last) {
      long now = tally.get();
      assertThat(now).isGreaterThanOrEqualTo(seen);
      seen = now;
    }
    writer.join();

    assertThat(tally.get()).isEqualTo(last);
  }

  @Test
  void countsKindsApart() {
    var tallies = new TallyByKind<>(Answer.class);

    tallies.increment(Answer.BID);
    tallies.increment(Answer.BID);
    tallies.increment(Answer.FAULT);

    assertThat(tallies.get(Answer.BID)).isEqualTo(2);
    assertThat(tallies.get(Answer.NO_BID)).isZero();
    assertThat(tallies.get(Answer.FAULT)).isEqualTo(1);
  }
}
