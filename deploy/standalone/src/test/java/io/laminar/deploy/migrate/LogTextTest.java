package io.laminar.deploy.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class LogTextTest {

  private static final JsonObject RAMPED =
      new JsonObject()
          .put("number", 12)
          .put("at", "2026-11-24T22:52:52.762733Z")
          .put("who", "m1")
          .put("why", "on the way to 50 ‰ in S5")
          .put("hash", "155181b57b97d0c5")
          .put(
              "document",
              new JsonObject().put("step", "S4").put("rampTo", "S5").put("perMille", 50));

  @Test
  void printsALineForEachPublicationAndThatTheChainHolds() {
    var log =
        new JsonObject()
            .put("publications", new JsonArray().add(RAMPED))
            .put("verified", 12)
            .put("broken", "");

    assertThat(LogText.of(log).lines())
        .containsExactly(
            "  12  2026-11-24T22:52:52.762733Z  S4 50‰ S5  155181b57b97  m1: on the way to 50 ‰"
                + " in S5",
            "12 publications, the chain of their hashes is whole");
  }

  @Test
  void namesTheFirstBrokenLink() {
    var log =
        new JsonObject()
            .put("publications", new JsonArray())
            .put("verified", 3)
            .put("broken", "number 4 was changed");

    assertThat(LogText.of(log)).isEqualTo("BROKEN after 3 publications: number 4 was changed");
  }
}
