package io.laminar.deploy.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.route.Side;
import io.laminar.migration.route.SideWeather;
import io.laminar.migration.store.Weather;
import io.laminar.migration.store.Weather.State;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTextTest {

  @Test
  void tellsHowEachStoreDoes() {
    var good = new Weather(State.GOOD, false, 1_000, 5, 400, 2_300, "");
    var bad = new Weather(State.BAD, true, 10, 10, 0, 0, "it does not answer");

    assertThat(text(good, bad))
        .contains("  old store   redis:profile:  0.5 % fail, p50 0.4 ms, p99 2.3 ms; good")
        .contains(
            "  new store   postgres:profile  100.0 % fail, p50 0.0 ms, p99 0.0 ms;"
                + " bad: it does not answer; circuit open");
  }

  @Test
  void saysSoWhenAStoreWasNotAskedLately() {
    assertThat(text(Weather.UNWATCHED, Weather.UNWATCHED))
        .contains("  old store   redis:profile:  nothing asked lately; good");
  }

  private static List<String> text(Weather old, Weather target) {
    JsonObject status =
        new JsonObject()
            .put("step", "S1")
            .put("title", "shadow writes")
            .put("goal", "S1")
            .put("reads", "old")
            .put("writes", "both")
            .put("paused", false)
            .put("doing", "")
            .put("waitingFor", "")
            .put("failure", "")
            .put("compared", 0)
            .put("deadLetters", new JsonArray())
            .put("nextCommand", "none")
            .put(
                "stores",
                new JsonArray()
                    .add(new SideWeather(Side.OLD, "redis:profile:", old).toJson())
                    .add(new SideWeather(Side.NEW, "postgres:profile", target).toJson()));
    return StatusText.of(status).lines().toList();
  }
}
