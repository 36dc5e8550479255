package io.laminar.deploy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.SlowProxy;
import io.laminar.deploy.testkit.TestServers;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gates that break by what one member sees alone, and not the one that moves the migration: all
 * step back by themselves.
 */
final class BrokenGateIT {

  @TempDir private Path folder;
  private Fleet fleet;

  @BeforeEach
  void begin() {
    fleet = new Fleet(folder);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  @Test
  void stepBackWhenTheNewStoreIsSlowForTheOtherMemberAlone() throws Exception {
    var objective = new JsonObject().put("maxP99Millis", 400);
    try (var proxy = new SlowProxy(newStore().getPort())) {
      startBehind(proxy, objective);
      fleet.walk("S5");

      proxy.delayReplies(Duration.ofMillis(600));

      awaitHeld("less than 400 ms are allowed; stepped back from S5 to S4");
      proxy.delayReplies(Duration.ZERO);
      goOnOnlyWhenToldTo();
    }
  }

  @Test
  void stepBackWhenTheNewStoreFailsForTheOtherMemberAlone() throws Exception {
    var objective = new JsonObject().put("maxErrors", 20);
    try (var proxy = new SlowProxy(newStore().getPort())) {
      startBehind(proxy, objective);
      fleet.walk("S5");

      proxy.cutReplies(true);

      awaitHeld("; stepped back from S5 to S4");
      assertThat(held()).containsAnyOf("does not answer", "are allowed");
      proxy.cutReplies(false);
      goOnOnlyWhenToldTo();
    }
  }

  @Test
  void stepBackWhenTheReadsDifferThatTheOtherMemberComparesAlone() throws Exception {
    var first = fleet.start("m1", comparing());
    fleet.walk("S2");
    // configured wrongly: its new store is another one, which holds nothing
    fleet.start("m2", comparing().put("new", TestServers.secondRedis()).put("writes", false));

    first.command("walk", new JsonObject().put("to", "S4"));
    Fleet.await(() -> failure().contains("stepped back from S3 to S2"));

    assertThat(failure()).contains("compared reads differ between old and new");
    assertThat(lastPublication().getString("who")).isEqualTo("m1");
    assertThat(lastPublication().getString("why")).isEqualTo(failure());
    assertThat(first.status().getLong("divergent")).isZero();
    Fleet.await(() -> fleet.hasCaughtUp("m2"));
    fleet.endAndJudge();
  }

  private static JsonObject comparing() {
    return new JsonObject().put("compareOneIn", 1).put("soakMillis", 30_000);
  }

  private void startBehind(SlowProxy proxy, JsonObject objective) throws Exception {
    fleet.start("m1", objective);
    String behind = TestServers.postgres().replace(":" + newStore().getPort(), ":" + proxy.port());
    fleet.start("m2", objective.copy().put("new", behind));
  }

  private static URI newStore() {
    return URI.create(TestServers.postgres());
  }

  private String held() throws Exception {
    return fleet.controller().status().getString("held");
  }

  private String failure() throws Exception {
    return fleet.controller().status().getString("failure");
  }

  private JsonObject lastPublication() throws Exception {
    var publications = fleet.controller().log().getJsonArray("publications");
    return publications.getJsonObject(publications.size() - 1);
  }

  private void awaitHeld(String why) throws Exception {
    Fleet.await(() -> held().contains(why));
    Fleet.await(() -> fleet.controller().status().getString("step").equals("S4"));
    assertThat(fleet.member("m1").getBoolean("controller")).isTrue();
    assertThat(fleet.events()).contains("held: " + held());
  }

  private void goOnOnlyWhenToldTo() throws Exception {
    Fleet.await(() -> fleet.hasCaughtUp("m2"));
    assertThat(lastPublication().getString("why")).isEqualTo(held());
    Fleet.await(() -> !fleet.controller().status().getBoolean("busy"));

    fleet.controller().command("resume", new JsonObject());

    assertThat(held()).isEmpty();
    assertThat(fleet.events()).containsSubsequence("resume", "may go on again");
    fleet.walk("S0");
    fleet.endAndJudge();
  }
}
