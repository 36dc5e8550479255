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
  void tellsTheOthersHowTheStoresDoInThisProcess() {
    List<SideWeather> seen =
        List.of(
            side(Side.OLD, State.GOOD, 500, 3_000, ""),
            side(Side.NEW, State.BAD, 500, 9_000, "7 of 500 operations failed"));
    var report = new JsonObject(Documents.report(Findings.NONE, seen).encode());

    assertThat(Documents.weather(report)).containsExactlyElementsOf(seen);
    assertThat(Documents.findings(report)).isEqualTo(Findings.NONE);
    assertThat(Live.of(Documents.weather(report).toList()))
        .isEqualTo(new Live(9_000, "the new store: 7 of 500 operations failed"));
  }

  @Test
  void takesTheSlowestOfAllMembersAndNoNumberOfTooFewOperations() {
    SideWeather quiet = side(Side.OLD, State.GOOD, 99, 80_000, "");
    SideWeather busy = side(Side.OLD, State.GOOD, 100, 2_000, "");
    Stream<SideWeather> former = Documents.weather(new JsonObject()); // of an earlier build

    assertThat(Live.of(List.of(quiet))).isEqualTo(Live.UNKNOWN);
    assertThat(Live.of(SideWeather.together(Stream.concat(Stream.of(quiet, busy), former))))
        .isEqualTo(new Live(2_000, ""));
  }
}
