package io.laminar.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench copy} as it is called: what it says, not how fast anything is. */
final class BenchCopyIT {

  @TempDir private static Path folder;

  @Test
  void copiesBothWaysBetweenRedisAndPostgresInOneRun() throws Exception {
    try (Program program =
        Program.start(
            folder,
            Map.of(),
            "bench copy --rounds 3 --entries 1200 --value-bytes 20 --json".split(" "))) {
      program.awaitOut(Duration.ofMinutes(5), out -> out.strip().endsWith("}"));

      assertThat(program.awaitEnd()).as(program.err()).isZero();
      var result = new JsonObject(program.out());
      List<JsonObject> pairs =
          result.getJsonArray("pairs").stream().map(JsonObject.class::cast).toList();
      assertThat(pairs)
          .extracting(pair -> pair.getString("pair"))
          .containsExactly("redis-redis", "redis-postgres", "postgres-redis");
      assertThat(pairs)
          .allSatisfy(
              pair -> {
                assertThat(pair.getJsonObject("raw").getJsonArray("rounds")).hasSize(3);
                assertThat(pair.getJsonObject("copier").getJsonArray("rounds")).hasSize(3);
                assertThat(pair.getJsonObject("ratio").getDouble("median")).isPositive();
                assertThat(pair.getJsonObject("goals").getString("ratioOutcome"))
                    .isIn("met", "missed");
              });
      assertThat(result.getInteger("entries")).isEqualTo(1_200);
      assertThat(program.err()).doesNotContain("WARN");
    }
  }

  @Test
  void saysWhichPairsThereAre() throws Exception {
    try (Program program =
        Program.start(
            folder,
            Map.of(),
            "bench copy --pair redis-db2 --pair x --pair redis-redis".split(" "))) {
      assertThat(program.awaitEnd()).isEqualTo(2);
      assertThat(program.err())
          .contains("--pair must be one of redis-redis, redis-postgres")
          .contains("\"redis-db2\"", "\"x\"");
    }
  }
}
