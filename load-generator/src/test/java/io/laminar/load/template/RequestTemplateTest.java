package io.laminar.load.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.laminar.load.user.UserIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTemplateTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TMAX = 137;

  static Stream<String> samples() {
    return TemplateSet.names().stream();
  }

  @Test
  void hasEverySampleInItsIndex() throws Exception {
    Path folder = Path.of(TemplateSet.class.getResource("/openrtb/index.txt").toURI()).getParent();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".json")))
          .containsExactlyInAnyOrderElementsOf(TemplateSet.names())
          .hasSize(65);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void changesOnlyTheIdTheUserAndTheDeadline(String name) throws IOException {
    byte[] sample = TemplateSet.bytes(name);
    var template = RequestTemplate.parse(name, sample, TMAX);
    var writer = new RequestWriter(new RequestIds(0xabcdef012345L, 3));
    var random = new SplittableRandom(name.hashCode());

    for (int i = 0; i < 20; i++) {
      long number = random.nextLong(1L << 40);
      long user = random.nextLong(1L << random.nextInt(1, 62));
      JsonNode made = JSON.readTree(writer.write(template, number, user).getBytes());

      ObjectNode expected = (ObjectNode) JSON.readTree(sample);
      expected.put("id", writer.id(number)).put("tmax", TMAX);
      expected.withObjectProperty("user").put("buyeruid", UserIds.of(user));
      assertThat(made).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void knowsWhichRequestsAreInTestMode(String name) throws IOException {
    byte[] sample = TemplateSet.bytes(name);

    assertThat(RequestTemplate.parse(name, sample, TMAX).isTest())
        .isEqualTo(JSON.readTree(sample).path("test").asInt() == 1);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void keepsTheSizeOfTheSample(String name) throws IOException {
    byte[] sample = TemplateSet.bytes(name);
    JsonNode before = JSON.readTree(sample);
    var template = RequestTemplate.parse(name, sample, TMAX);
    var writer = new RequestWriter(new RequestIds(1, 0));

    int size = writer.write(template, 7, 42).length();

    int id = RequestIds.LENGTH - before.get("id").asText().length();
    // at most: "user":{"buyeruid":"u0000042"}, and "tmax":137,
    int most = sample.length + id + 31 + 11;
    assertThat(size).isBetween(sample.length + id - 40, most);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"x\",\"imp\":[{\"id\":\"1\"}]}",
        "{\"imp\":[{\"id\":\"1\"}],\"user\":{},\"id\":\"x\"}",
        "{\"user\":null,\"imp\":[{\"id\":\"1\"}],\"id\":17}",
        " {\n\"tmax\" : 1e2 , \"user\" : { \"id\" : \"a\\\"}\\\\\" } , \"imp\":[{\"id\":\"1\"}],"
            + "\"id\":\"x\\\\\"}\n",
        "{\"user\":{\"ext\":{\"buyeruid\":\"no\"},\"buyeruid\":\"\\u00e9\\\"\"},"
            + "\"imp\":[{\"id\":\"1\",\"tmax\":4,\"user\":{}}],\"id\":null,\"ext\":{\"id\":\"no\"}}",
      })
  void findsTheFieldsWhereverTheyStand(String sample) throws IOException {
    byte[] bytes = sample.getBytes(StandardCharsets.UTF_8);
    var template = RequestTemplate.parse("sample", bytes, TMAX);
    var writer = new RequestWriter(new RequestIds(1, 0));

    JsonNode made = JSON.readTree(writer.write(template, 7, 42).getBytes());

    ObjectNode expected = (ObjectNode) JSON.readTree(bytes);
    expected.put("id", writer.id(7)).put("tmax", TMAX);
    if (!expected.path("user").isObject()) {
      expected.putObject("user");
    }
    ((ObjectNode) expected.get("user")).put("buyeruid", "u0000042");
    assertThat(made).isEqualTo(expected);
  }

  @Test
  void knowsTheImpsAndTheirFloors() {
    var template =
        parse(
            "{\"id\":\"x\",\"imp\":[{\"id\":\"a\",\"bidfloor\":1.5,\"bidfloorcur\":\"EUR\"},"
                + "{\"id\":\"b\"}]}");

    assertThat(template.imp("a")).isEqualTo(new Imp("a", 1.5, "EUR"));
    assertThat(template.imp("b")).isEqualTo(new Imp("b", 0, "USD"));
    assertThat(template.imp("c")).isNull();
  }

  @Test
  void refusesWhatIsNoRequestAndSaysWhy() {
    assertThatThrownBy(() -> parse("[]")).hasMessageContaining("sample: a bid request must be");
    assertThatThrownBy(() -> parse("{\"imp\":[{\"id\":\"1\"}]}")).hasMessageContaining("an id");
    assertThatThrownBy(() -> parse("{\"id\":\"x\",\"imp\":[]}")).hasMessageContaining("an imp");
    assertThatThrownBy(() -> parse("{\"id\":{},\"imp\":[]}")).hasMessageContaining("single value");
    assertThatThrownBy(() -> parse("{\"id\":\"x\",")).hasMessageContaining("not JSON");
    assertThatThrownBy(() -> parse("{\"id\":\"x\",\"id\":\"y\",\"imp\":[{\"id\":\"1\"}]}"))
        .hasMessageContaining("at most once");
  }

  @Test
  void neverRepeatsAnIdInARunOrInAnother() {
    var ids = new RequestIds(0xfedcba987654L, 0);

    assertThat(ids.text(255)).isEqualTo("fedcba987654-00-00000000ff");
    assertThat(
            Stream.of(
                ids.text(0),
                ids.text(1),
                new RequestIds(0xfedcba987654L, 1).text(0),
                new RequestIds(0xfedcba987655L, 0).text(0)))
        .doesNotHaveDuplicates();
  }

  private static RequestTemplate parse(String sample) {
    return RequestTemplate.parse("sample", sample.getBytes(StandardCharsets.UTF_8), TMAX);
  }
}
