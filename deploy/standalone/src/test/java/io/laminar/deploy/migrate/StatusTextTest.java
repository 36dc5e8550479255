package io.laminar.deploy.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.ladder.LadderStatus;
import io.laminar.migration.ladder.Throttle;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.plan.Sync;
import io.laminar.migration.replicate.Replication.Standing;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.SideWeather;
import io.laminar.migration.scan.Progress;
import io.laminar.migration.store.Weather;
import io.laminar.migration.store.Weather.State;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTextTest {

  private static final Steps STEPS = Steps.of(Strategy.DUAL_WRITE);

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

  private static JsonObject member(String name, boolean live, long acknowledged, long told) {
    return new JsonObject()
        .put("name", name)
        .put("live", live)
        .put("controller", false)
        .put("acknowledged", acknowledged)
        .put("leaseLeftMillis", live ? 8_000 : -6_000)
        .put("report", new JsonObject().put("state", "SERVING").put("latest", told));
  }

  @Test
  void saysWhoMayHaveMissedACut() {
    JsonObject status =
        status(
                Weather.UNWATCHED,
                Weather.UNWATCHED,
                Optional.empty(),
                Throttle.NONE,
                Optional.empty(),
                "")
            .put("strategy", "timed-rollover")
            .put("number", 3)
            .put(
                "members",
                new JsonArray()
                    .add(member("m1", true, 3, 3))
                    .add(member("m2", true, 2, 2))
                    .add(member("m3", true, 2, 3))
                    .add(member("m4", false, 2, 2)));

    List<String> lines = StatusText.of(status).lines().toList();

    String missed = "; may have missed a cut, and keeps its dates in both stores until it follows";
    assertThat(lines)
        .contains("  member      m1  serving, follows 3 of 3")
        .contains("  member      m2  serving, follows 2 of 3")
        .contains("  member      m3  serving, follows 2 of 3" + missed)
        .contains("  member      m4  not heard of for 6 s, follows 2 of 3" + missed);
  }

  @Test
  void saysOnceWhyItIsHeldAndWhatLetsItGoOn() {
    List<String> lines =
        text(
            Weather.UNWATCHED,
            Weather.UNWATCHED,
            Optional.empty(),
            Throttle.NONE,
            Optional.empty(),
            "new is slow");

    assertThat(lines.get(0)).endsWith("; held: new is slow");
    assertThat(lines.get(lines.size() - 1))
        .contains("laminar migrate resume, once its cause is mended, or back: walk --to S0");
  }

  @Test
  void tellsWhichShareOfTheKeysIsAheadOfTheOthers() {
    Optional<LadderStatus.Ramp> ramp = Optional.of(new LadderStatus.Ramp(STEPS.find("S2"), 10));

    assertThat(
            text(Weather.UNWATCHED, Weather.UNWATCHED, ramp, Throttle.NONE, Optional.empty(), ""))
        .contains("S1 shadow writes; 10 ‰ of the keys in S2");
  }

  @Test
  void tellsHowFastJobsMayGoAndWhy() {
    var slowed = new Throttle(50_000, 12_500, 500, 5_000, 7_200, "live p99 7.2 ms is above 5.0 ms");

    assertThat(throttled(slowed))
        .contains("  throttle    12500/s of at most 50000/s: live p99 7.2 ms is above 5.0 ms")
        .contains("  worker      w1, 4 of 4 partitions");
    assertThat(throttled(new Throttle(0, 0, 1, 5_000, 0, "")))
        .contains("  throttle    unlimited while live p99 is below 5.0 ms");
    assertThat(throttled(new Throttle(900, 900, 1, 0, 0, "")))
        .contains("  throttle    at most 900/s");
  }

  private static List<String> throttled(Throttle throttle) {
    return text(
        Weather.UNWATCHED, Weather.UNWATCHED, Optional.empty(), throttle, Optional.empty(), "");
  }

  @Test
  void tellsHowFarAServerIsBehindTheOneItFollows() {
    assertThat(followed(Optional.of(Side.NEW), Optional.of(Standing.following(420))))
        .contains("  sync        native; old follows new, 420 bytes behind (both are Redis)");
    assertThat(followed(Optional.of(Side.OLD), Optional.of(Standing.apart("the link is down"))))
        .contains("  sync        native; new is apart from old: the link is down (both are Redis)");
    assertThat(followed(Optional.empty(), Optional.of(Standing.apart("not cleaned up yet: no"))))
        .contains("  sync        native: not cleaned up yet: no (both are Redis)");
    assertThat(followed(Optional.empty(), Optional.empty()))
        .contains("  sync        native (both are Redis)");
  }

  private static List<String> followed(Optional<Side> leader, Optional<Standing> standing) {
    var sync = new Sync(Sync.Way.NATIVE, "both are Redis", Duration.ofSeconds(5));
    return text(
        Weather.UNWATCHED,
        Weather.UNWATCHED,
        Optional.empty(),
        Throttle.NONE,
        Optional.of(new LadderStatus.Followed(sync, leader, standing)),
        "");
  }

  private static List<String> text(Weather old, Weather target) {
    return text(old, target, Optional.empty(), Throttle.NONE, Optional.empty(), "");
  }

  private static List<String> text(
      Weather old,
      Weather target,
      Optional<LadderStatus.Ramp> ramp,
      Throttle throttle,
      Optional<LadderStatus.Followed> followed,
      String held) {
    return StatusText.of(status(old, target, ramp, throttle, followed, held)).lines().toList();
  }

  private static JsonObject status(
      Weather old,
      Weather target,
      Optional<LadderStatus.Ramp> ramp,
      Throttle throttle,
      Optional<LadderStatus.Followed> followed,
      String held) {
    var status =
        new LadderStatus(
            "profiles",
            STEPS,
            STEPS.find("S1"),
            STEPS.find("S1"),
            false,
            ramp,
            Policy.both(Side.OLD),
            false,
            "",
            "",
            held,
            held,
            Progress.NONE,
            0,
            0,
            Optional.empty(),
            List.of(),
            List.of(
                new SideWeather(Side.OLD, "redis:profile:", old),
                new SideWeather(Side.NEW, "postgres:profile", target)),
            throttle,
            List.of("w1, 4 of 4 partitions"),
            followed);
    return status.toJson();
  }
}
