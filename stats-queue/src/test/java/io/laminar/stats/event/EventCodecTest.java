package io.laminar.stats.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.stats.event.Sums.Delta;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class EventCodecTest {

  private static final long NOW = 1_795_000_000_000L;

  private static final Sums SUMS =
      new Sums(
          "b1",
          NOW,
          List.of(
              new Delta("REQUEST", new Subject("", "", "", "x1"), 731),
              new Delta("BID", new Subject("c17", "c17-a", "d9", "x1"), 12)));
  private static final Notice NOTICE =
      new Notice("win:7f3", NoticeKind.WIN, "7f3", "c17", "c17-a", "d9", "x1", 1_250_000, NOW);
  private static final Heartbeat LAST_HEARTBEAT = new Heartbeat("b1", NOW, true);

  static Stream<Event> events() {
    return Stream.of(
        SUMS,
        new Sums("7-1f", NOW, List.of(Delta.of(Fact.NO_BID, "budget-spent", Sums.MAX_COUNT))),
        NOTICE,
        new Notice("win:7f3", NoticeKind.WIN, "7f3", "c17", "c17-a", Notice.MAX_PRICE_MICROS, NOW),
        new Notice(
            "billing:7f3",
            NoticeKind.LOSS,
            "7f3",
            "c17",
            "c17-a",
            "d9",
            "x1",
            0,
            NOW,
            new Release(Release.MOST_NANOS, NOW + 405_000)),
        new Notice("\"\\/ é 😀", NoticeKind.CLICK, "b", "", "", 0, 0),
        new Heartbeat("7-1f", NOW),
        LAST_HEARTBEAT,
        new Heartbeat("", Times.LATEST_MILLIS));
  }

  @ParameterizedTest
  @MethodSource("events")
  void readsWhatItWrote(Event event) throws EventFormatException {
    assertThat(EventCodec.decode(EventCodec.encode(event))).isEqualTo(event);
  }

  /** The files were made by other means than this codec and must never be made anew. */
  @Test
  void writesAndReadsTheFilesOfVersion2() throws Exception {
    assertThat(EventCodec.encode(SUMS)).isEqualTo(file("v2-sums.bin"));
    assertThat(EventCodec.encode(NOTICE)).isEqualTo(file("v2-notice.bin"));
    assertThat(EventCodec.encode(LAST_HEARTBEAT)).isEqualTo(file("v2-heartbeat.bin"));

    assertThat(EventCodec.decode(file("v2-sums.bin"))).isEqualTo(SUMS);
    assertThat(EventCodec.decode(file("v2-notice.bin"))).isEqualTo(NOTICE);
    assertThat(EventCodec.decode(file("v2-heartbeat.bin"))).isEqualTo(LAST_HEARTBEAT);
  }

  @Test
  void readsTheFilesOfVersion1() throws Exception {
    assertThat(EventCodec.decode(file("v1-sums.json")))
        .isEqualTo(
            new Sums(
                "b1",
                NOW,
                List.of(Delta.of(Fact.REQUEST, "", 731), Delta.of(Fact.BID, "c17", 12))));
    assertThat(EventCodec.decode(file("v1-notice.json")))
        .isEqualTo(new Notice("win:7f3", NoticeKind.WIN, "7f3", "c17", "c17-a", 1_250_000, NOW));
    assertThat(EventCodec.decode(file("v1-heartbeat.json"))).isEqualTo(new Heartbeat("b1", NOW));
  }

  @Test
  void passesOverFieldsOfALaterProgram() throws Exception {
    assertThat(EventCodec.decode(file("v2-notice-of-later.bin"))).isEqualTo(NOTICE);
    assertThat(EventCodec.decode(file("v2-sums-of-later.bin"))).isEqualTo(SUMS);
    assertThat(
            EventCodec.decode(
                "{\"v\":1,\"new\":{\"deep\":[1]},\"t\":\"heartbeat\",\"at\":7,\"by\":\"b\"}"
                    .getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new Heartbeat("b", 7));
  }

  @Test
  void isSmallerThanTheVersionBefore() throws Exception {
    var notice = new Notice("win:7f3", NoticeKind.WIN, "7f3", "c17", "c17-a", 1_250_000, NOW);

    assertThat(EventCodec.encode(notice).length).isLessThan(file("v1-notice.json").length / 2);
  }

  @Test
  void sumsFactsThatItDoesNotKnow() throws EventFormatException {
    var sums = new Sums("b", 7, List.of(new Delta("OF_TOMORROW", "x", 3)));

    assertThat(EventCodec.decode(EventCodec.encode(sums))).isEqualTo(sums);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4c | the record ends within its head",
        "4c0301 | this program reads versions 1..2, the record has 3",
        "4c0101 | this program reads versions 1..2, the record has 1",
        "4c0204 | type must be 1 sums, 2 notice or 3 heartbeat, was 4",
        "4c0203 | heartbeat: at must be milliseconds since the epoch",
        "4c02030301 | field 1 at byte 3 claims 1 bytes, 0 are left",
        "4c0203030141 | field 1 must be a number, is bytes",
        "4c0203020504 | the record ends within a number",
        "4c020302050407 | field 2 must be bytes, is a number",
        "4c02030205050180 | field 2 is not UTF-8",
        "4c02030205050100 | heartbeat: sender has an illegal character at 0: U+0",
        "4c0203000000 | no field has the number 0, at byte 3",
        "4c020302ffffffffffffffffff01 | a number at byte 4 is longer than 63 bits",
        "4c02010205 | sums: sums without a delta",
        "4c020102050702 0600 | sums: fact is empty",
        "4c02010205070501 | field 3 at byte 5 claims 5 bytes, 1 are left",
        "4c02020205 | kind must be one of [WIN, BILLING, LOSS, CLICK], was \"\"",
        "20 | a record begins with 'L' or '{', this one with 0x20",
      })
  void saysWhatIsWrongWithARecord(String hex, String message) {
    byte[] record = HexFormat.of().parseHex(hex.replace(" ", ""));

    assertThatThrownBy(() -> EventCodec.decode(record))
        .isInstanceOf(EventFormatException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @MethodSource("events")
  void neverFailsOtherwiseThanBySayingWhy(Event event) {
    long seed = event.hashCode();
    var random = new Random(seed);
    byte[] whole = EventCodec.encode(event);
    for (int i = 0; i < 2_000; i++) {
      byte[] broken = Arrays.copyOf(whole, random.nextInt(1, whole.length + 1));
      broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(EventCodec.decode(broken)).as("seed %d, round %d", seed, i).isNotNull();
      } catch (EventFormatException e) {
        assertThat(e).as("seed %d, round %d", seed, i).message().isNotEmpty();
      }
    }
  }

  @Test
  void refusesEmptyRecords() {
    assertThatThrownBy(() -> EventCodec.decode(null)).hasMessage("the record is empty");
    assertThatThrownBy(() -> EventCodec.decode(new byte[0])).hasMessage("the record is empty");
  }

  static byte[] file(String name) throws IOException {
    try (InputStream in = EventCodecTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }
}
