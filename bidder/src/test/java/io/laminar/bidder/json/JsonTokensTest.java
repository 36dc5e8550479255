package io.laminar.bidder.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.laminar.bidder.auction.Samples;
import io.laminar.bidder.openrtb.InvalidRequestException;
import io.laminar.bidder.openrtb.Mutator;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds our tokens against Jackson's; run it with another seed by {@code -Dlaminar.seed}. */
class JsonTokensTest {

  private static final int MUTANTS = 30_000;
  private static final JsonFactory JACKSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(JsonTokens.MAX_DEPTH)
                  .maxStringLength(JsonBytes.MAX_TEXT_CHARS)
                  .maxNumberLength(JsonBytes.MAX_NUMBER_CHARS)
                  .maxNameLength(1_000)
                  .build())
          .build();

  private final JsonBytes bytes = new JsonBytes((notJson, why) -> new InvalidRequestException(why));
  private final JsonTokens tokens = new JsonTokens(bytes);

  @Test
  void seesTheTokensOfDamagedRequestsThatJacksonSees() throws IOException, URISyntaxException {
    long seed = Long.getLong("laminar.seed", 20_261_125L);
    System.out.println("tokens beside Jackson's: seed " + seed);
    List<byte[]> samples = new ArrayList<>();
    for (Path sample : Samples.all()) {
      samples.add(Files.readAllBytes(sample));
    }
    var mutator = new Mutator(samples, new Random(seed));

    int wellFormed = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] sample = samples.get(i % samples.size());
      byte[] mutant = i % 2 == 0 ? mutator.mutate(sample) : mutator.mutateValues(sample);
      wellFormed += compare(mutant) ? 1 : 0;
    }

    assertThat(wellFormed).isBetween(MUTANTS / 10, MUTANTS - MUTANTS / 10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " [ ] ",
        "{\"a\":[{},[],{\"b\":null}],\"c\":true,\"d\":false}",
        "[0,-0,1,-1,10,0.5,-0.5e7,1E+2,1e-2,123456789,1234567890,99999999999999999999]",
        "[00]",
        "[01]",
        "[-]",
        "[1.]",
        "[.5]",
        "[+1]",
        "[1e]",
        "[1e+]",
        "[0x1]",
        "[1 2]",
        "[1,]",
        "[,1]",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{\"a\":}",
        "{a:1}",
        "{'a':1}",
        "[nul]",
        "[nulll]",
        "[True]",
        "[NaN]",
        "[\"\\u00e4\\ud83d\\ude00\\ud83d\\n\\t\\\"\\\\\\/\\b\\f\\r\"]",
        "[\"\\u12g4\"]",
        "[\"\\x\"]",
        "[\"\\",
        "[\"\\u12",
        "[\"a\tb\"]",
        "[\"äöü€😀 and more than eight bytes of it\"]",
        "{\"\\u0069d\":1,\"a\\nb\":2,\"ä\":3,\"\":4}",
        "{\"a\":1}}",
        "[[1]",
        "[}",
        "{]",
        "// no comment\n[]",
        "[1]/* */",
        "\t\r\n [\n          1\n        ]   ",
      })
  void agreesWithJacksonAboutWhatIsJson(String text) throws IOException {
    compare(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void agreesWithJacksonAboutEveryPairOfBytesInAString() throws IOException {
    for (int first = 0; first < 256; first++) {
      for (int second = 0; second < 256; second++) {
        compare(new byte[] {'[', '"', (byte) first, (byte) second, '"', ',', '0', ']'});
      }
    }
  }

  @Test
  void takesAsManyLevelsAsAreAllowed() throws IOException {
    assertThat(compare(nested(JsonTokens.MAX_DEPTH))).isTrue();
    assertThat(compare(nested(JsonTokens.MAX_DEPTH + 1))).isFalse();
  }

  @Test
  void keepsNothingOfATextThatWasLongerOrBroken() throws IOException {
    compare("[[[{\"a\":[\"unfinished".getBytes(StandardCharsets.UTF_8));

    assertThat(compare("[1]".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(compare("[[[{\"a\":".getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  @Test
  void refusesOtherEncodings() {
    byte[] utf16 = "[1]".getBytes(StandardCharsets.UTF_16LE);

    assertThatThrownBy(() -> all(utf16)).isInstanceOf(InvalidRequestException.class);
  }

  private static byte[] nested(int levels) {
    return ("[".repeat(levels) + "]".repeat(levels)).getBytes(StandardCharsets.UTF_8);
  }

  /** True if both take the text; they must see the same in it, whether it is read or left out. */
  private boolean compare(byte[] text) throws IOException {
    if (mayBeWide(text)) {
      return false; // Jackson would read it as UTF-16 or UTF-32
    }
    List<String> theirs = jackson(text);
    List<String> ours = orNull(() -> all(text));
    List<String> skipped = orNull(() -> leftOut(text));
    if (ours == null && skipped == null && theirs != null && !isUtf8(text)) {
      return false; // Jackson takes a name of 0xff and h for one of h
    }

    assertThat(ours).as("read: %s", HexFormat.of().formatHex(text)).isEqualTo(theirs);
    assertThat(skipped == null)
        .as("left out: %s", HexFormat.of().formatHex(text))
        .isEqualTo(theirs == null);
    return theirs != null;
  }

  private static boolean mayBeWide(byte[] text) {
    for (int i = 0; i < Math.min(4, text.length); i++) {
      if (text[i] == 0 || text[i] == (byte) 0xfe || text[i] == (byte) 0xff) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUtf8(byte[] text) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private interface Reading {
    List<String> read();
  }

  private static List<String> orNull(Reading reading) {
    try {
      return reading.read();
    } catch (InvalidRequestException e) {
      return null;
    }
  }

  private void begin(byte[] text) {
    System.arraycopy(text, 0, bytes.room(text.length), 0, text.length);
    tokens.begin();
  }

  private List<String> all(byte[] text) {
    begin(text);
    List<String> seen = new ArrayList<>();
    if (tokens.token() != null) {
      value(seen);
      end();
    }
    return seen;
  }

  private List<String> leftOut(byte[] text) {
    begin(text);
    if (tokens.token() != null) {
      tokens.skip();
      end();
    }
    return List.of();
  }

  private void end() {
    if (!tokens.isAtEnd()) {
      throw new InvalidRequestException("more than one root");
    }
  }

  private void value(List<String> seen) {
    JsonToken token = tokens.token();
    if (token == JsonToken.START_OBJECT) {
      seen.add("{");
      for (String name = tokens.nextMember(); name != null; name = tokens.nextMember()) {
        seen.add(name);
        value(seen);
      }
      seen.add("}");
    } else if (token == JsonToken.START_ARRAY) {
      seen.add("[");
      while (tokens.nextElement()) {
        value(seen);
      }
      seen.add("]");
    } else {
      seen.add(
          token
              + " "
              + (tokens.isPlain()
                  ? bytes.ascii(tokens.from(), tokens.to())
                  : bytes.decoded(tokens.from(), tokens.to())));
    }
  }

  private static List<String> jackson(byte[] text) throws IOException {
    List<String> seen = new ArrayList<>();
    try (JsonParser parser = JACKSON.createParser(text)) {
      int open = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (open == 0 && !seen.isEmpty()) {
          return null; // more than one root
        }
        open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        seen.add(token.isScalarValue() ? token + " " + parser.getText() : parser.getText());
      }
      return seen;
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
