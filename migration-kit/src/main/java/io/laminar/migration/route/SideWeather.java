package io.laminar.migration.route;

import io.laminar.migration.store.Weather;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

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
