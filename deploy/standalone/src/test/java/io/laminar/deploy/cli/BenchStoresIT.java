package io.laminar.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench stores} as it is called: what it says, not how fast anything is. */
final class BenchStoresIT {

  @TempDir private static Path folder;

  @Test
  void measuresEnginesOfEveryKindInOneRunAndNamesWhatCannotBeMeasured() throws Exception {
    try (Program program =
        Program.start(
            folder,
            Map.of(),
            "bench stores --engine redis --engine memcached --engine couchbase --rounds 3"
                .concat(" --millis 100 --entries 1000 --in-flight 8 --json")
                .split(" "))) {
      program.awaitOut(Duration.ofMinutes(5), out -> out.strip().endsWith("}"));

      assertThat(program.awaitEnd()).as(program.err()).isZero();
      Map<String, JsonObject> byEngine = enginesOf(new JsonObject(program.out()));
      assertThat(byEngine).containsOnlyKeys("redis", "memcached", "couchbase");
      assertThat(measures(byEngine, "redis"))
          .containsKeys("raw-pooled", "raw-pipelined", "raw-single", "get-single", "get-joined")
          .containsKeys("put-if-newer", "scan", "copy");
      assertThat(measures(byEngine, "memcached")).hasSize(8);
      assertThat(measures(byEngine, "couchbase"))
          .containsKeys("raw-pipelined", "get-joined", "put-if-newer")
          .doesNotContainKeys("raw-pooled", "scan");
      assertThat(byEngine.get("couchbase").getString("title")).contains("mock");
      assertThat(byEngine.get("couchbase").getJsonObject("notMeasured").getString("scan"))
          .contains("no key range scan");
      assertThat(byEngine.get("redis").getJsonArray("goals")).hasSize(2);
    }
  }

  @Test
  void saysWhichEnginesThereAre() throws Exception {
    try (Program program = Program.start(folder, Map.of(), "bench", "stores", "--engine", "db2")) {
      assertThat(program.awaitEnd()).isEqualTo(2);
      assertThat(program.err()).contains("--engine must be one of redis, memcached", "\"db2\"");
    }
  }

  private static Map<String, JsonObject> enginesOf(JsonObject result) {
    return result.getJsonArray("engines").stream()
        .map(JsonObject.class::cast)
        .collect(Collectors.toMap(engine -> engine.getString("engine"), Function.identity()));
  }

  private static Map<String, Object> measures(Map<String, JsonObject> byEngine, String engine) {
    return byEngine.get(engine).getJsonObject("measures").getMap();
  }
}
