package io.laminar.stats.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.stats.event.Event;
import io.laminar.stats.event.EventCodec;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Heartbeat;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.event.Release;
import io.laminar.stats.event.Subject;
import io.laminar.stats.event.Sums;
import io.laminar.stats.event.Sums.Delta;
import io.laminar.stats.ledger.Batch.BeatKey;
import io.laminar.stats.ledger.Batch.DayKey;
import io.laminar.stats.ledger.Batch.DrawKey;
import io.laminar.stats.ledger.Batch.Range;
import io.laminar.stats.ledger.Batch.SumKey;
import io.laminar.stats.topic.EventTopic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BatchTest {

  private static final EventTopic TOPIC = new EventTopic("events", "id", 2);
  private static final long NOW = Instant.parse("2026-11-24T10:59:59.999Z").toEpochMilli();
  private static final long HOUR = Batch.hourOf(NOW);

  @Test
  void addsUpByTheHourThatFactsWereToldIn() {
    Batch batch =
        of(
            record(0, 5, sums(NOW, Delta.of(Fact.BID, "a", 2), Delta.of(Fact.REQUEST, "", 9))),
            record(1, 8, sums(NOW, Delta.of(Fact.BID, "a", 3))),
            record(0, 6, sums(NOW + 1, Delta.of(Fact.BID, "a", 4))));

    assertThat(batch.sums())
        .containsExactly(
            Map.entry(new SumKey(HOUR, "BID", Subject.of("a")), 5L),
            Map.entry(new SumKey(HOUR, "REQUEST", Subject.NONE), 9L),
            Map.entry(new SumKey(HOUR + 1, "BID", Subject.of("a")), 4L));
  }

  @Test
  void beginsWhereTheBooksEndEvenIfKafkaSkipsOffsets() {
    Batch batch = of(record(0, 7, beat(1)), record(0, 9, beat(2)), record(1, 8, beat(3)));

    assertThat(batch.ranges()).containsExactly(new Range(0, 5, 10), new Range(1, 8, 9));
  }

  @Test
  void holdsEachNoticeOnceButCountsHowManyCame() {
    Batch batch =
        of(record(0, 5, notice("b")), record(0, 6, notice("a")), record(1, 8, notice("b")));

    assertThat(batch.distinctNotices()).containsExactly(notice("a"), notice("b"));
    assertThat(batch.notices()).isEqualTo(3);
  }

  @Test
  void knowsTheLastHeartbeatOfEachSenderInEachPartition() {
    var gone = new Heartbeat("other", 25, true);
    Batch batch =
        of(
            record(0, 5, beat(30)),
            record(0, 6, gone),
            record(0, 7, beat(20)), // after a clock was set back
            record(1, 8, beat(10)));

    assertThat(batch.heartbeats())
        .containsExactly(
            Map.entry(new BeatKey(0, "b"), beat(20)),
            Map.entry(new BeatKey(0, "other"), gone),
            Map.entry(new BeatKey(1, "b"), beat(10)));
  }

  @Test
  void tellsADimensionApartFromAnother() {
    var here = new Subject("a", "cr", "deal", "x1");
    var there = new Subject("a", "cr", "deal", "x2");
    Batch batch =
        of(
            record(0, 5, sums(NOW, new Delta("BID", here, 2), new Delta("BID", there, 3))),
            record(0, 6, sums(NOW, new Delta("BID", here, 4))));

    assertThat(batch.sums())
        .containsExactly(
            Map.entry(new SumKey(HOUR, "BID", here), 6L),
            Map.entry(new SumKey(HOUR, "BID", there), 3L));
    assertThat(batch.bidsByDay())
        .containsExactly(Map.entry(new DayKey((int) (HOUR / 24), "BID", "a"), 9L));
  }

  @Test
  void keepsWhatItCannotReadApart() {
    byte[] later = {'L', 3, 1};

    Batch batch =
        of(
            record(0, 5, beat(1)),
            new Consumed(0, 6, later),
            new Consumed(0, 7, null),
            record(0, 8, notice("a")));

    assertThat(batch.ranges()).containsExactly(new Range(0, 5, 9));
    assertThat(batch.distinctNotices()).hasSize(1);
    assertThat(batch.deadLetters()).hasSize(2);
    assertThat(batch.deadLetters().get(0).offset()).isEqualTo(6);
    assertThat(batch.deadLetters().get(0).body()).isEqualTo(later);
    assertThat(batch.deadLetters().get(0).reason()).contains("versions 1..2, the record has 3");
    assertThat(batch.deadLetters().get(1).body()).isEmpty();
  }

  @Test
  void holdsARejectedRecordAsADeadLetterOnly() {
    Consumed record = record(0, 5, notice("a"));

    Batch batch = Batch.rejected(TOPIC, record, Map.of(0, 5L), "the database said no");

    assertThat(batch.ranges()).containsExactly(new Range(0, 5, 6));
    assertThat(batch.distinctNotices()).isEmpty();
    assertThat(batch.deadLetters()).hasSize(1);
    assertThat(batch.deadLetters().get(0).reason()).isEqualTo("the database said no");
    assertThat(batch.deadLetters().get(0).body()).isEqualTo(record.value());
  }

  @Test
  void addsUpWhatIsReleasedByDrawAndNotOfABidThatWasBilledBefore() {
    Batch batch =
        of(
            record(0, 5, lost("b1", 7, 5_000)),
            record(0, 6, lost("b2", 8, 5_000)),
            record(0, 7, lost("b2", 8, 5_000)),
            record(1, 8, notice("billing:b3")),
            record(1, 9, lost("b3", 9, 5_000)),
            record(1, 10, lost("b4", 9, 10_000)));

    assertThat(batch.released(batch.distinctNotices().stream().map(Notice::id).toList()))
        .containsExactly(
            Map.entry(new DrawKey("campaign", 5_000), 15L),
            Map.entry(new DrawKey("campaign", 10_000), 9L));
    assertThat(batch.released(List.of("billing:b2")).values()).containsExactly(8L);
  }

  @Test
  void tellsBillsOfLostBidsFromLossesOfBilledOnes() {
    Batch batch =
        of(
            record(0, 5, lost("b1", 7, 5_000)),
            record(0, 6, billed("b1")),
            record(0, 7, billed("b1")),
            record(1, 8, billed("b2")),
            record(1, 9, lost("b2", 7, 5_000)),
            record(1, 10, billed("b2")));

    assertThat(batch.contradicted()).isEqualTo(new Contradicted(2, 1));
  }

  private static Notice billed(String bid) {
    return new Notice("billing:" + bid, NoticeKind.BILLING, bid, "campaign", "creative", 1, NOW);
  }

  private static Notice lost(String bid, long nanos, long settledMillis) {
    return new Notice(
        "billing:" + bid,
        NoticeKind.LOSS,
        bid,
        "campaign",
        "creative",
        "",
        "",
        0,
        NOW,
        new Release(nanos, settledMillis));
  }

  private static Batch of(Consumed... records) {
    return Batch.of(TOPIC, List.of(records), Map.of(0, 5L, 1, 8L), 0);
  }

  private static Consumed record(int partition, long offset, Event event) {
    return new Consumed(partition, offset, EventCodec.encode(event));
  }

  private static Sums sums(long atMillis, Delta... deltas) {
    return new Sums("b", atMillis, List.of(deltas));
  }

  private static Heartbeat beat(long atMillis) {
    return new Heartbeat("b", atMillis);
  }

  private static Notice notice(String id) {
    return new Notice(id, NoticeKind.WIN, "bid", "campaign", "creative", 1, NOW);
  }
}
