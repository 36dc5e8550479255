package io.laminar.bidder.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileCodecTest {

  @Test
  void readsAProfileAndIgnoresWhatItDoesNotKnow() {
    Buffer value =
        Buffer.buffer(
            "{\"v\":{\"x\":[1]},\"id\":\"u0000042\",\"segments\":[\"auto\",\"sports\"],"
                + "\"country\":\"USA\",\"seq\":17,\"more\":null}");

    assertThat(ProfileCodec.decode(value))
        .isEqualTo(new Profile("u0000042", List.of("auto", "sports"), "USA", 17));
  }

  @Test
  void readsWhatItWrote() {
    var profile = new Profile("u\"1\\é☕", List.of("a", "b\n"), "DEU", Long.MAX_VALUE);

    assertThat(ProfileCodec.decode(ProfileCodec.encode(profile))).isEqualTo(profile);
    assertThat(ProfileCodec.encode(new Profile("u1", List.of("auto"), "USA", 1)).toString())
        .isEqualTo("{\"id\":\"u1\",\"segments\":[\"auto\"],\"country\":\"USA\",\"seq\":1}");
  }

  @Test
  void needsOnlyTheId() {
    assertThat(ProfileCodec.decode(Buffer.buffer("{\"id\":\"u1\"}")))
        .isEqualTo(new Profile("u1", List.of(), "", 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | a profile must be a JSON object",
        "`` | a profile must be a JSON object",
        "{'country':'USA'} | a profile must have an id",
        "{'id':7} | id of a profile must be a string",
        "{'id':'u','segments':'auto'} | segments of a profile must be a list of strings",
        "{'id':'u','segments':[7]} | segments of a profile must be a string",
        "{'id':'u','seq':1.5} | seq of a profile must be a whole number",
        "{'id':'u' | a profile must be JSON in UTF-8",
        "{'id':'u','seq':99999999999999999999} | a profile must be JSON in UTF-8",
      })
  void saysWhyAValueIsNoProfile(String value, String message) {
    assertThatThrownBy(() -> ProfileCodec.decode(Buffer.buffer(value.replace('\'', '"'))))
        .isInstanceOf(ProfileFormatException.class)
        .hasMessageStartingWith(message.strip())
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }
}
