package io.laminar.migration.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConversionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"u1\",\"seq\":1234567,\"segments\":[1,2,3],\"ok\":true,\"no\":null}",
        "{}",
        "[]",
        "\"text with \\\"quotes\\\" and é\"",
        "-0.5e10",
        "-9",
        "0",
        "123456789012345678901234567890",
        "[[[{\"a\":[false]}]]]"
      })
  void givesBackTheVerySameBytes(String json) {
    Buffer stored = Conversion.WRITE_COMPACT.toStore(Buffer.buffer(json));

    assertThat(stored.getByte(0)).isEqualTo((byte) 0xC1);
    assertThat(Conversion.READ_BOTH.fromStore(stored).toString()).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\": 1}", "no json", "{\"a\":1", "", "[1,]", "\"open", "nul"})
  void leavesWhatItCouldNotGiveBackAsItIs(String text) {
    Buffer stored = Conversion.WRITE_COMPACT.toStore(Buffer.buffer(text));

    assertThat(stored.toString()).isEqualTo(text);
    assertThat(Conversion.WRITE_COMPACT.fromStore(stored).toString()).isEqualTo(text);
  }

  @Test
  void isShorter() {
    String json = "{\"id\":\"u1\",\"seq\":1234567,\"segments\":[1,2,3],\"flags\":[true,false]}";

    assertThat(Conversion.WRITE_COMPACT.toStore(Buffer.buffer(json)).length())
        .isLessThan(json.length());
  }

  @Test
  void refusesBytesThatItDidNotMake() {
    Buffer stored = Conversion.WRITE_COMPACT.toStore(Buffer.buffer("{\"a\":[1,2]}"));

    assertThatThrownBy(() -> Conversion.READ_BOTH.fromStore(stored.slice(0, stored.length() - 1)))
        .hasMessageContaining("not compact JSON");
    assertThatThrownBy(() -> Conversion.READ_BOTH.fromStore(stored.copy().appendByte((byte) 1)))
        .hasMessageContaining("not compact JSON");
  }

  @Test
  void leavesAReaderThatKnowsJsonAloneItsBytes() {
    Buffer stored = Conversion.WRITE_COMPACT.toStore(Buffer.buffer("{\"a\":1}"));

    assertThat(Conversion.NONE.fromStore(stored)).isEqualTo(stored);
    assertThat(Conversion.NONE.reads(Conversion.WRITE_COMPACT)).isFalse();
    assertThat(Conversion.READ_BOTH.reads(Conversion.WRITE_COMPACT)).isTrue();
  }
}
