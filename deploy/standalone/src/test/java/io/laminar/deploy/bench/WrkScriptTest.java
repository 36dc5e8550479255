package io.laminar.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WrkScriptTest {

  @Test
  void quotesWhatLuaWouldReadOtherwise() {
    String script = WrkScript.of(List.of(Buffer.buffer("{\"a\":\"b\\n\"}\n1é")));

    assertThat(script).contains("\"{\\\"a\\\":\\\"b\\\\n\\\"}\\0101\\195\\169\",\n");
  }

  @Test
  void holdsEveryByteOfEverySample() {
    List<Buffer> bodies = SampleBodies.of(2, 1_000, Duration.ofSeconds(1));

    String script = WrkScript.of(bodies);

    assertThat(script).matches("\\p{ASCII}*");
    assertThat(bodiesIn(script)).isEqualTo(bodies);
  }

  @Test
  void refusesToPostNothing() {
    assertThatThrownBy(() -> WrkScript.of(List.of())).hasMessageContaining("must be a body");
  }

  @Test
  void asksForAnotherUserInEachBodyOfASample() {
    List<Buffer> bodies = SampleBodies.of(4, 100_000, Duration.ofSeconds(1));

    Set<String> users = new HashSet<>();
    for (Buffer body : bodies) {
      users.add(body.toJsonObject().getJsonObject("user").getString("buyeruid"));
    }

    assertThat(bodies).hasSize(4 * 65);
    assertThat(users).hasSize(bodies.size());
  }

  /** Reads the strings back as Lua does. */
  private static List<Buffer> bodiesIn(String script) {
    List<Buffer> bodies = new ArrayList<>();
    for (String line : script.lines().filter(line -> line.startsWith("\"")).toList()) {
      Buffer body = Buffer.buffer();
      for (int i = 1; i < line.length() - 2; i++) {
        if (line.charAt(i) != '\\') {
          body.appendByte((byte) line.charAt(i));
        } else if (Character.isDigit(line.charAt(i + 1))) {
          body.appendByte((byte) Integer.parseInt(line.substring(i + 1, i + 4)));
          i += 3;
        } else {
          body.appendByte((byte) line.charAt(++i));
        }
      }
      bodies.add(body);
    }
    return bodies;
  }
}
