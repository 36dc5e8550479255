package io.laminar.stats.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.stats.event.Sums.Delta;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class EventCodecTest {

  private static final long NOW = 1_795_000_000_000L;

  static Stream<Event> events() {
    return Stream.of(
        new Sums(
            "7-1f",
            NOW,
            List.of(
                Delta.of(Fact.REQUEST, "", 731),
                Delta.of(Fact.NO_BID, "budget-spent", Sums.MAX_COUNT))),
        new Notice("win:7f3", NoticeKind.WIN, "7f3", "c17", "c17-a", Notice.MAX_PRICE_MICROS, NOW),
        new Notice("\"\\/ é 😀", NoticeKind.CLICK, "b", "", "", 0, 0),
        new Heartbeat("7-1f", NOW),
        new Heartbeat("", 0));
  }

  @ParameterizedTest
  @MethodSource("events")
  void readsWhatItWrote(Event event) throws EventFormatException {
    assertThat(EventCodec.decode(EventCodec.encode(event))).isEqualTo(event);
  }

  @Test
  void writesTheLayoutThatIsDocumented() {
    var sums = new Sums("b1", NOW, List.of(Delta.of(Fact.BID, "c17", 12)));
    var notice = new Notice("win:7f3", NoticeKind.WIN, "7f3", "c17", "c17-a", 1_250_000, NOW);

    assertThat(text(sums))
        .isEqualTo(
            "{\"v\":1,\"t\":\"sums\",\"at\":1795000000000,\"by\":\"b1\",\"s\":[[\"BID\",\"c17\",12]]}");
    assertThat(text(notice))
        .isEqualTo(
            "{\"v\":1,\"t\":\"notice\",\"at\":1795000000000,\"id\":\"win:7f3\",\"kind\":\"WIN\","
                + "\"bid\":\"7f3\",\"campaign\":\"c17\",\"creative\":\"c17-a\",\"price\":1250000}");
    assertThat(text(new Heartbeat("b1", NOW)))
        .isEqualTo("{\"v\":1,\"t\":\"heartbeat\",\"at\":1795000000000,\"by\":\"b1\"}");
  }

  @Test
  void passesOverFieldsItDoesNotKnow() throws EventFormatException {
    Event event = decode("{'v':1,'new':{'deep':[1]},'t':'heartbeat','at':7,'by':'b','x':null}");

    assertThat(event).isEqualTo(new Heartbeat("b", 7));
  }

  @Test
  void sumsFactsThatItDoesNotKnow() throws EventFormatException {
    Event event = decode("{'v':1,'t':'sums','at':7,'by':'b','s':[['OF_TOMORROW','x',3,'more']]}");

    assertThat(event).isEqualTo(new Sums("b", 7, List.of(new Delta("OF_TOMORROW", "x", 3))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'v':2,'t':'sums'} | /v: this program reads versions 1..1, the record has 2",
        "{'v':0,'t':'sums'} | /v: this program reads versions 1..1, the record has 0",
        "{'t':'sums'} | /v must be a whole number, was missing",
        "{'v':'1'} | /v must be a whole number, was '1'",
        "{'v':1.5} | /v must be a whole number, was 1.5",
        "{'v':1} | /t must be a string, was missing",
        "{'v':1,'t':'sum'} | /t must be sums, notice or heartbeat, was 'sum'",
        "{'v':1,'t':'heartbeat','by':'b','at':-1} | heartbeat: at must be milliseconds",
        "{'v':1,'t':'heartbeat','by':'b','at':99999999999999999999} | /at must be a whole number",
        "{'v':1,'t':'sums','by':'b','at':1} | /s must be an array",
        "{'v':1,'t':'sums','by':'b','at':1,'s':[]} | sums: sums without a delta",
        "{'v':1,'t':'sums','by':'b','at':1,'s':[['BID','']]} | /s/0 must be [fact, subject, count]",
        "{'v':1,'t':'sums','by':'b','at':1,'s':[['BID','',0]]} | sums: count must be 1..",
        "{'v':1,'t':'sums','by':'b','at':1,'s':[['BID','\\u0000',1]]} | subject has an illegal",
        "{'v':1,'t':'notice','id':'i','kind':'won'} | /kind must be one of [WIN, BILLING, LOSS",
        "[1] | the record must be a JSON object",
        "{'v':1 | not JSON near byte",
        "{'v':1}{} | not JSON near byte",
        "nonsense | not JSON near byte",
      })
  void saysWhatIsWrongWithARecord(String record, String message) {
    assertThatThrownBy(() -> decode(record))
        .isInstanceOf(EventFormatException.class)
        .hasMessageContaining(message.replace('\'', '"'))
        .message()
        .doesNotContain("\n");
  }

  @Test
  void refusesEmptyRecords() {
    assertThatThrownBy(() -> EventCodec.decode(null)).hasMessage("the record is empty");
    assertThatThrownBy(() -> EventCodec.decode(new byte[0])).hasMessage("the record is empty");
  }

  @Test
  void refusesInvalidUtf8() {
    byte[] bytes = EventCodec.encode(new Heartbeat("bbbb", NOW));
    bytes[bytes.length - 4] = (byte) 0xff;

    assertThatThrownBy(() -> EventCodec.decode(bytes)).isInstanceOf(EventFormatException.class);
  }

  @Test
  void refusesNestingThatWouldExhaustTheStack() {
    String deep = "{\"v\":1,\"x\":" + "[".repeat(100_000);

    assertThatThrownBy(() -> EventCodec.decode(deep.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(EventFormatException.class)
        .hasMessageContaining("nesting depth");
  }

  private static String text(Event event) {
    return new String(EventCodec.encode(event), StandardCharsets.UTF_8);
  }

  private static Event decode(String record) throws EventFormatException {
    return EventCodec.decode(record.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
