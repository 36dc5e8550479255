package io.laminar.load.tally;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {

  @Test
  void losesNothingWhenItIsTakenAndMerged() {
    var book = new TallyBook();
    var total = new Tally();
    for (int i = 1; i <= 3; i++) {
      book.now().scheduled(1_000);
      book.now().answered(Outcome.BID, i * 1_000_000L, 500_000);
      book.now().noBid("no-match");
      book.now().droppedOverLimit();
      book.now().noticeAcknowledged(NoticeKind.WIN);
      book.now().billed("USD", 100);
      book.now().offers(2);
      book.now().problem("invalid", "problem " + i);
      total.add(book.take());
    }
    total.add(book.take());

    Counts counts = total.counts();
    assertThat(counts.scheduled()).isEqualTo(3);
    assertThat(counts.count(Outcome.BID)).isEqualTo(3);
    assertThat(counts.noBidsByReason()).containsEntry("no-match", 3L);
    assertThat(counts.dropped()).isEqualTo(3);
    assertThat(counts.notices(NoticeKind.WIN).acknowledged()).isEqualTo(3);
    assertThat(counts.billedMicros()).isEqualTo(300);
    assertThat(counts.offers()).isEqualTo(6);
    assertThat(counts.problems()).hasSize(3);
    assertThat(total.times().response().count()).isEqualTo(3);
    assertThat(total.times().response().maxMicros()).isBetween(3_000L, 3_003L);
    assertThat(total.times().service().p50Micros()).isBetween(500L, 501L);
  }

  @Test
  void countsWaitsInVainInTheResponseTimesThatTheyWouldOtherwiseFlatter() {
    var tally = new Tally();
    tally.answered(Outcome.BID, 1_000_000, 1_000_000);
    tally.timedOut(2_000_000_000);
    tally.droppedAfter(3_000_000_000L, DropReason.NO_FREE_CONNECTION);

    assertThat(tally.times().response().count()).isEqualTo(3);
    assertThat(tally.times().response().maxMicros()).isGreaterThanOrEqualTo(3_000_000);
    assertThat(tally.times().service().count()).isEqualTo(1);
    assertThat(tally.counts().count(Outcome.TIMEOUT)).isEqualTo(1);
  }

  @Test
  void takesTimesBeyondItsRangeAsTheLongest() {
    var tally = new Tally();
    tally.timedOut(Long.MAX_VALUE);
    tally.scheduled(-5);

    assertThat(tally.times().response().maxMicros()).isGreaterThanOrEqualTo(600_000_000);
    assertThat(tally.times().lag().maxMicros()).isZero();
  }

  @Test
  void boundsWhatAServerCanMakeItRemember() {
    var tally = new Tally();
    for (int i = 0; i < 10_000; i++) {
      tally.noBid("reason-" + i);
      tally.problem("invalid", "problem " + i + "x".repeat(1_000));
    }

    Counts counts = tally.counts();
    assertThat(counts.noBidsByReason()).hasSizeLessThanOrEqualTo(65);
    assertThat(counts.noBidsByReason().values().stream().mapToLong(n -> n).sum()).isEqualTo(10_000);
    assertThat(counts.problems()).hasSize(3).allMatch(problem -> problem.length() < 330);
  }
}
