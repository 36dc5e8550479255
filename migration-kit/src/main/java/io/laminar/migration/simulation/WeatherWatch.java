package io.laminar.migration.simulation;

import io.laminar.migration.store.Store;
import io.laminar.migration.weather.WatchedStore;
import io.laminar.migration.weather.WeatherLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What processes think of the stores: the real gauge, with its thresholds and its dwell time, in
 * simulated time; and that nobody who found a store bad takes it for good again before it has
 * looked good for the dwell time (race R17).
 */
final class WeatherWatch {

  static final Duration DWELL = Duration.ofMillis(500);

  private static final Duration WINDOW = Duration.ofSeconds(1);
  private static final WeatherLimits LIMITS = new WeatherLimits(WINDOW, 20, 5, 50, 25, DWELL, 80);
  private static final long LOOK_NANOS = 20_000_000;
  private static final long NEVER = Long.MIN_VALUE;

  private static final class Watched {
    private final SimProcess process;
    private final Store store;
    private long badSinceNanos = NEVER;

    Watched(SimProcess process, Store store) {
      this.process = process;
      this.store = store;
    }
  }

  private final Timeline timeline;
  private final Mutant mutant;
  private final List<Watched> all = new ArrayList<>();
  private Optional<String> wrong = Optional.empty();

  WeatherWatch(Timeline timeline, Mutant mutant) {
    this.timeline = timeline;
    this.mutant = mutant;
  }

  /** The same store, judged by how it answers. */
  Store watched(SimLoop loop, Store store) {
    SimProcess process = loop.process();
    Store watched =
        WatchedStore.of(
            loop.vertx(),
            store,
            store.name(),
            Duration.ofNanos(SimStore.DEADLINE_NANOS),
            mutant.spoil(LIMITS),
            process::monotonicNanos);
    all.add(new Watched(process, watched));
    return watched;
  }

  /** Looks at all of them every now and then, from now on. */
  void begin() {
    all.removeIf(each -> !each.process.isAlive());
    all.stream().filter(each -> each.process.isRunning()).forEach(this::look);
    timeline.after(LOOK_NANOS, null, this::begin);
  }

  private void look(Watched each) {
    if (each.store.weather().good()) {
      long held = timeline.nanos() - each.badSinceNanos;
      if (each.badSinceNanos != NEVER && held < DWELL.toNanos() - LOOK_NANOS) {
        wrong =
            wrong.or(
                () ->
                    Optional.of(
                        each.process.name()
                            + " found "
                            + each.store.name()
                            + " bad for "
                            + held / 1_000_000
                            + " ms only, the dwell time is "
                            + DWELL.toMillis()));
      }
      each.badSinceNanos = NEVER;
    } else if (each.badSinceNanos == NEVER) {
      each.badSinceNanos = timeline.nanos();
    }
  }

  /** The first that changed its mind too soon, in words; empty if nobody did. */
  Optional<String> fault() {
    return wrong;
  }
}
