package io.laminar.deploy.bidder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.testkit.TestServers;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every real request gets an answer that its sender can read, and so does every broken one. */
final class SamplesIT {

  private static EmbeddedRedis redis;
  private static Rig rig;

  @BeforeAll
  static void start() {
    redis = TestServers.ownRedis();
    Canaries.sing(redis.address(), Duration.ofMinutes(10));
    rig =
        new Rig(
            Rig.configuration(
                Map.of(
                    "redis", redis.address(),
                    "kafka", TestServers.kafka(),
                    "queue.topic", "samples-it")),
            redis.address());
    Awaitility.await().until(rig::bids);
  }

  @AfterAll
  static void stop() {
    if (rig != null) {
      rig.close();
    }
    redis.stop();
  }

  static Stream<String> samples() throws IOException {
    return new String(resource("index.txt"), StandardCharsets.UTF_8)
        .lines()
        .filter(name -> !name.isBlank());
  }

  @Test
  void areSixtyFive() throws IOException {
    assertThat(samples()).hasSize(65);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void areAnsweredWithAValidBidOrAReason(String name) throws IOException {
    byte[] sample = resource(name);

    HttpResponse<String> answer = rig.bid(sample);

    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 204);
    if (answer.statusCode() == 204) {
      assertThat(answer.headers().firstValue("x-no-bid")).isPresent();
    } else {
      JsonObject request = new JsonObject(new String(sample, StandardCharsets.UTF_8));
      JsonObject response = new JsonObject(answer.body());
      assertThat(response.getString("id")).isEqualTo(request.getString("id"));
      List<String> asked =
          request.getJsonArray("imp").stream()
              .map(imp -> ((JsonObject) imp).getString("id"))
              .toList();
      response.getJsonArray("seatbid").getJsonObject(0).getJsonArray("bid").stream()
          .map(bid -> ((JsonObject) bid).getString("impid"))
          .forEach(answered -> assertThat(asked).contains(answered));
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void areRefusedOrAnsweredButNeverFailWhenCutOrDamaged(String name) throws IOException {
    byte[] sample = resource(name);
    for (int part = 1; part < 8; part++) {
      int at = sample.length * part / 8;
      assertThat(rig.bid(Arrays.copyOf(sample, at)).statusCode()).isEqualTo(400);
      byte[] damaged = sample.clone();
      damaged[at] ^= 0x15;
      assertThat(rig.bid(damaged).statusCode()).isIn(200, 204, 400);
    }
    assertThat(rig.bids()).isTrue();
  }

  @Test
  void areAnsweredAfterBrokenInput() {
    assertThat(rig.bid(new byte[0]).statusCode()).isEqualTo(400);
    assertThat(rig.bid(new byte[2 * 1024 * 1024]).statusCode()).isEqualTo(413);
    assertThat(rig.bid("[".repeat(10_000)).statusCode()).isEqualTo(400);
    assertThat(rig.bid("{\"id\":1,\"imp\":true}").statusCode()).isEqualTo(400);
    assertThat(rig.bids()).isTrue();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = SamplesIT.class.getResourceAsStream("/openrtb/" + name)) {
      assertThat(in).as("/openrtb/%s", name).isNotNull();
      return in.readAllBytes();
    }
  }
}
