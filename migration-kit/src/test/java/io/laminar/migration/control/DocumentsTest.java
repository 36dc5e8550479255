package io.laminar.migration.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.ladder.Crew.Findings;
import io.laminar.migration.ladder.Crew.Live;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.SideWeather;
import io.laminar.migration.store.Weather;
import io.laminar.migration.store.Weather.State;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DocumentsTest {

  private static SideWeather side(Side side, State state, long calls, long p99Micros, String why) {
    return new SideWeather(side, "store", new Weather(state, false, calls, 0, 0, p99Micros, why));
  }

  @Test
  void tellsTheOthersWhatLiveTrafficFeelsInThisProcess() {
    Live live =
        Live.of(
            List.of(
                side(Side.OLD, State.GOOD, 500, 3_000, ""),
                side(Side.NEW, State.BAD, 500, 9_000, "7 of 500 operations failed")));
    var report = new JsonObject(Documents.report(Findings.NONE, live).encode());

    assertThat(Documents.live(report))
        .isEqualTo(new Live(9_000, "the new store: 7 of 500 operations failed"));
    assertThat(Documents.findings(report)).isEqualTo(Findings.NONE);
  }

  @Test
  void takesTheSlowestOfAllMembersAndNoNumberOfTooFewOperations() {
    Live quiet = Live.of(List.of(side(Side.OLD, State.GOOD, 99, 80_000, "")));
    Live busy = Live.of(List.of(side(Side.OLD, State.GOOD, 100, 2_000, "")));
    Live former = Documents.live(new JsonObject()); // a member of an earlier build

    assertThat(quiet).isEqualTo(Live.UNKNOWN);
    assertThat(Stream.of(quiet, busy, former).reduce(Live.UNKNOWN, Live::and))
        .isEqualTo(new Live(2_000, ""));
  }
}
