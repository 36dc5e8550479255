package io.laminar.stats.event;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonLayoutTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'v':2,'t':'sums'} | /v: JSON is the layout of version 1, the record has 2",
        "{'v':0,'t':'sums'} | /v: JSON is the layout of version 1, the record has 0",
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
        "{'v':1,'t':'notice','id':'i','kind':'won'} | kind must be one of [WIN, BILLING, LOSS",
        "{'v':1 | not JSON near byte",
        "{'v':1}{} | not JSON near byte",
        "{nonsense | not JSON near byte",
      })
  void saysWhatIsWrongWithARecord(String record, String message) {
    assertThatThrownBy(() -> decode(record))
        .isInstanceOf(EventFormatException.class)
        .hasMessageContaining(message.replace('\'', '"'))
        .message()
        .doesNotContain("\n");
  }

  @Test
  void refusesInvalidUtf8() {
    byte[] bytes =
        "{\"v\":1,\"t\":\"heartbeat\",\"at\":1,\"by\":\"bbbb\"}".getBytes(StandardCharsets.UTF_8);
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

  private static Event decode(String record) throws EventFormatException {
    return EventCodec.decode(record.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
