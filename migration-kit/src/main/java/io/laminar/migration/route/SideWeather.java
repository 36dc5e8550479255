package io.laminar.migration.route;

import io.laminar.migration.store.Weather;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How the store of one side does, as all event loops of a process see it together.
 *
 * @param store its name, such as {@code redis:profile:}
 */
public record SideWeather(Side side, String store, Weather weather) {

  public SideWeather {
    Objects.requireNonNull(side, "side");
    Objects.requireNonNull(store, "store");
    Objects.requireNonNull(weather, "weather");
  }

  /** With what another loop sees of the same side. */
  SideWeather and(SideWeather other) {
    return new SideWeather(side, store, weather.and(other.weather));
  }

  /** What several saw, a reading for each side, old before new. */
  public static List<SideWeather> together(Stream<SideWeather> seen) {
    Map<Side, SideWeather> bySide = new EnumMap<>(Side.class);
    seen.forEach(each -> bySide.merge(each.side, each, SideWeather::and));
    return List.copyOf(bySide.values());
  }

  /** What {@link #toJson} told; the failures are as exact as the share. */
  public static SideWeather from(JsonObject json) {
    long calls = json.getLong("calls");
    return new SideWeather(
        json.getString("side").equals(Side.OLD.toString()) ? Side.OLD : Side.NEW,
        json.getString("store"),
        new Weather(
            json.getBoolean("good") ? Weather.State.GOOD : Weather.State.BAD,
            json.getBoolean("circuitOpen"),
            calls,
            Math.round(calls * json.getDouble("errorShare")),
            json.getLong("p50Micros"),
            json.getLong("p99Micros"),
            json.getString("why")));
  }

  /** For machines. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("side", side.toString())
        .put("store", store)
        .put("good", weather.good())
        .put("why", weather.why())
        .put("circuitOpen", weather.circuitOpen())
        .put("calls", weather.calls())
        .put("errorShare", weather.errorShare())
        .put("p50Micros", weather.p50Micros())
        .put("p99Micros", weather.p99Micros());
  }
}
