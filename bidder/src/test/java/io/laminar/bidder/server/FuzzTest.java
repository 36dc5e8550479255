package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.laminar.bidder.openrtb.Mutator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The whole way of a request, over real connections, with real requests that were damaged. Run it
 * with another seed by {@code -Dlaminar.seed}, longer by {@code -Dlaminar.mutants}.
 */
class FuzzTest {

  private static final Set<Integer> STATUSES = Set.of(200, 204, 400, 413, 415);
  private static final Path SAMPLES = resource("/openrtb");

  private final TestBidder bidder =
      TestBidder.start(
          TestBidder.options(Map.of("bidder.body-limit", "3000")),
          TestBidder.answers(Map.of("privacy.vendor-id", "28", "bidder.currency-rates", "EUR=1.1")),
          TestBidder.LOOKUP);
  private final ObjectMapper json = new ObjectMapper();
  private final long seed = Long.getLong("laminar.seed", 20_261_124L);
  private final Random random = new Random(seed);
  private final List<byte[]> samples = samples();
  private final Mutator mutator = new Mutator(samples, random);

  @AfterEach
  void close() {
    bidder.close();
  }

  @Test
  void answersEveryDamagedRequestAsTheSpecificationSays() throws IOException {
    System.out.println("damaged requests over HTTP: seed " + seed);
    Map<Integer, Integer> countByStatus = new HashMap<>();
    try (var wire = new Wire(bidder.port)) {
      int mutants = Integer.getInteger("laminar.mutants", 4_000);
      for (int i = 0; i < mutants; i++) {
        byte[] sample = samples.get(i % samples.size());
        byte[] mutant = i % 4 == 0 ? mutator.mutate(sample) : mutator.mutateValues(sample);
        Wire.Answer answer = send(wire, mutant, i);
        assertThat(answer.status()).as(shown(mutant, i)).isIn(STATUSES);
        if (answer.status() == 200) {
          check(mutant, answer, i);
        }
        countByStatus.merge(answer.status(), 1, Integer::sum);
      }
      assertThat(wire.post("/openrtb2/bid", Requests.banner("u1")).status()).isEqualTo(200);
    }
    // All are seen, so the mutants are neither all broken nor all harmless.
    assertThat(countByStatus).containsKeys(200, 204, 400, 413);
  }

  @Test
  void survivesEverythingThatIsNoHttp() throws IOException {
    System.out.println("damaged heads: seed " + seed);
    for (int i = 0; i < 200; i++) {
      byte[] whole = Wire.request("POST", "/openrtb2/bid", Map.of("x-a", "b"), samples.get(i % 65));
      byte[] mutant = mutator.mutate(Arrays.copyOf(whole, Math.min(whole.length, 200)));
      try (var wire = new Wire(bidder.port)) {
        wire.writeLast(mutant);
        assertThat(wire.statusesUntilClosed()).as(shown(mutant, i)).allMatch(code -> code < 500);
      }
    }
    try (var wire = new Wire(bidder.port)) {
      assertThat(wire.post("/openrtb2/bid", Requests.banner("u1")).status()).isEqualTo(200);
    }
  }

  private Wire.Answer send(Wire wire, byte[] mutant, int number) throws IOException {
    Map<String, String> headers = new HashMap<>();
    byte[] body = mutant;
    if (number % 3 == 0) {
      headers.put("content-encoding", "gzip");
      body = number % 9 == 0 ? mutator.mutate(gzip(mutant)) : gzip(mutant);
    }
    if (number % 2 == 0) {
      headers.put("accept-encoding", "gzip");
    }
    String path = "/openrtb2/bid" + (number % 5 == 0 ? "?nbr=1" : "");
    return wire.send("POST", path, headers, body);
  }

  /**
   * What must hold whatever was forgiven: the ids are of the request, the price meets the floor.
   */
  private void check(byte[] mutant, Wire.Answer answer, int number) throws IOException {
    JsonNode response = json.readTree(answer.body());
    if (number % 9 == 0) {
      return; // what the bidder inflated is not what this test holds
    }
    JsonNode request = json.readTree(mutant);
    assertThat(response.path("id").asText()).isEqualTo(request.path("id").asText());
    Set<String> answered = new HashSet<>();
    for (JsonNode bid : response.at("/seatbid/0/bid")) {
      String impId = bid.path("impid").asText();
      assertThat(answered.add(impId)).as("one bid for an imp").isTrue();
      JsonNode imp = null;
      for (JsonNode candidate : request.path("imp")) {
        imp = candidate.path("id").asText().equals(impId) ? candidate : imp;
      }
      assertThat(imp).as(shown(mutant, number)).isNotNull();
      if (!bid.has("dealid") && imp.path("bidfloorcur").asText("USD").equals("USD")) {
        assertThat(bid.path("price").asDouble())
            .as(shown(mutant, number))
            .isGreaterThanOrEqualTo(imp.path("bidfloor").asDouble());
      }
    }
  }

  private static byte[] gzip(byte[] body) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    }
    return out.toByteArray();
  }

  private String shown(byte[] mutant, int number) {
    return "mutant " + number + " of seed " + seed + ": " + HexFormat.of().formatHex(mutant);
  }

  private static List<byte[]> samples() {
    try (Stream<Path> files = Files.list(SAMPLES)) {
      List<byte[]> all = new ArrayList<>();
      for (Path file : files.filter(any -> any.toString().endsWith(".json")).sorted().toList()) {
        all.add(Files.readAllBytes(file));
      }
      return all;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Path resource(String name) {
    try {
      return Path.of(FuzzTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
