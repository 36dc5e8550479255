package io.laminar.migration.ladder;

import io.laminar.migration.route.Policy;
import io.laminar.migration.route.SideWeather;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.store.Weather;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * Everybody who takes part in a migration, as the {@link Ladder} sees them: a record that is
 * written down, and a policy that they follow. A crew of one is a process by itself; a crew of many
 * agrees over a control plane, and one of them moves it.
 *
 * <p>Called on the ladder's context; may complete anywhere.
 */
public interface Crew {

  /**
   * What members found so far; never goes down.
   *
   * @param compared reads compared in the background
   * @param divergent compared reads that stayed different
   * @param lostMarks keys that may differ between the stores and that no journal knows
   */
  record Findings(long compared, long divergent, long lostMarks) {

    public static final Findings NONE = new Findings(0, 0, 0);

    /** Both together. */
    public Findings plus(Findings other) {
      return new Findings(
          compared + other.compared, divergent + other.divergent, lostMarks + other.lostMarks);
    }

    /** What came since. */
    public Findings minus(Findings before) {
      return new Findings(
          compared - before.compared, divergent - before.divergent, lostMarks - before.lostMarks);
    }
  }

  /** Somebody is not ready for the next step any more; the way there must be proven anew. */
  final class NotReadyException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    public NotReadyException(String message) {
      super(message);
    }
  }

  /**
   * How live traffic does, as all members feel it.
   *
   * @param p99Micros 99th percentile of live look-ups and writes; 0 = there are too few to tell
   * @param trouble what is wrong with a store, in words; empty if nothing
   */
  record Live(long p99Micros, String trouble) {

    /** Nothing is known, or nobody asks. */
    public static final Live UNKNOWN = new Live(0, "");

    /** A percentile of fewer would be one unlucky operation. */
    private static final int MIN_CALLS = 100;

    /** What one process feels. */
    public static Live of(List<SideWeather> sides) {
      Live all = UNKNOWN;
      for (SideWeather side : sides) {
        Weather weather = side.weather();
        all =
            all.and(
                new Live(
                    weather.calls() < MIN_CALLS ? 0 : weather.p99Micros(),
                    weather.good() ? "" : "the " + side.side() + " store: " + weather.why()));
      }
      return all;
    }

    /** What two feel. */
    public Live and(Live other) {
      return new Live(
          Math.max(p99Micros, other.p99Micros), trouble.isEmpty() ? other.trouble : trouble);
    }
  }

  /** What was written down last, or the beginning. */
  Future<MigrationRecord> read(String name);

  /** True if this process moves the migration: walks, and keeps house. */
  boolean acts();

  /** Done when everybody follows what was written down and the record may be the next. */
  Future<Void> ready(MigrationRecord next, Patience patience);

  /**
   * Writes down where the migration stands, before it goes there, or how far a job is.
   *
   * @param why in words, for a log
   * @return fails if somebody else has written meanwhile, or with {@link NotReadyException}
   */
  Future<Void> write(MigrationRecord record, String why);

  /**
   * Makes everybody follow what was written down.
   *
   * @return done when everybody does and what they began under the policy before has ended; fails
   *     if this process cannot follow, and then it follows the policy before
   */
  Future<Void> install(MigrationRecord record, Policy policy, Patience patience);

  /** What this process follows. */
  Policy policy();

  /** What all members have found by now. */
  Future<Findings> findings(Patience patience);

  /** How the stores do, as all members that can be heard of see them together. */
  default Future<List<SideWeather>> weather() {
    return Future.succeededFuture(List.of());
  }

  /** How live traffic does by now. */
  default Future<Live> live() {
    return weather().map(Live::of);
  }

  /** For whom it waits, in words; empty if for nobody. */
  String waitingFor();

  /** How long it takes a member at most to notice that it may have missed a publication. */
  default Duration notice() {
    return Duration.ZERO;
  }

  /** Gives the connections back. */
  Future<Void> close();
}
