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

  private static JsonObject event(int publication, String what) {
    return new JsonObject()
        .put("number", 1)
        .put("at", "2026-11-24T22:52:51Z")
        .put("who", "ada@ops (127.0.0.1)")
        .put("what", what)
        .put("publication", publication)
        .put("hash", "0011aabbccddeeff");
  }

  @Test
  void printsALineForEachPublicationAndEventInTheirOrderAndThatTheChainsHold() {
    var log =
        new JsonObject()
            .put("publications", new JsonArray().add(RAMPED))
            .put("events", new JsonArray().add(event(11, "ramp to=S5")).add(event(12, "pause")))
            .put("verified", 12)
            .put("verifiedEvents", 2)
            .put("broken", "");

    assertThat(LogText.of(log).lines())
        .containsExactly(
            "      2026-11-24T22:52:51Z        0011aabbccdd  ada@ops (127.0.0.1): ramp to=S5",
            "  12  2026-11-24T22:52:52.762733Z  S4 50‰ S5  155181b57b97  m1: on the way to 50 ‰"
                + " in S5",
            "      2026-11-24T22:52:51Z        0011aabbccdd  ada@ops (127.0.0.1): pause",
            "12 publications and 2 events, the chains of their hashes are whole");
  }

  @Test
  void namesTheFirstBrokenLink() {
    var log =
        new JsonObject()
            .put("publications", new JsonArray())
            .put("events", new JsonArray())
            .put("verified", 3)
            .put("verifiedEvents", 0)
            .put("broken", "number 4 was changed");

    assertThat(LogText.of(log))
        .isEqualTo("BROKEN after 3 publications and 0 events: number 4 was changed");
  }
}
