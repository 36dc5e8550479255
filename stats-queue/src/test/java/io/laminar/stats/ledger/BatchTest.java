package io.laminar.stats.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.stats.event.Event;
import io.laminar.stats.event.EventCodec;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Heartbeat;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.event.Sums;
import io.laminar.stats.event.Sums.Delta;
import io.laminar.stats.ledger.Batch.Range;
import io.laminar.stats.ledger.Batch.SumKey;
import io.laminar.stats.topic.EventTopic;
import java.nio.charset.StandardCharsets;
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
            Map.entry(new SumKey(HOUR, "BID", "a"), 5L),
            Map.entry(new SumKey(HOUR, "REQUEST", ""), 9L),
            Map.entry(new SumKey(HOUR + 1, "BID", "a"), 4L));
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
  void knowsTheNewestHeartbeatOfEachPartition() {
    Batch batch = of(record(0, 5, beat(30)), record(0, 6, beat(20)), record(1, 8, beat(10)));

    assertThat(batch.heartbeatByPartition())
        .isEqualTo(Map.of(0, new Heartbeat("b", 30), 1, new Heartbeat("b", 10)));
  }

  @Test
  void doesNotBelieveHeartbeatsFromTheFuture() {
    Batch batch = of(record(0, 5, beat(NOW + 3_600_000)));

    assertThat(batch.heartbeatByPartition().get(0).atMillis()).isEqualTo(NOW);
  }

  @Test
  void keepsWhatItCannotReadApart() {
    byte[] later = "{\"v\":2}".getBytes(StandardCharsets.UTF_8);

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
    assertThat(batch.deadLetters().get(0).reason()).contains("versions 1..1, the record has 2");
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

  private static Batch of(Consumed... records) {
    return Batch.of(TOPIC, List.of(records), Map.of(0, 5L, 1, 8L), NOW);
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
