package io.laminar.migration.plan;

import static io.laminar.migration.plan.Gate.*;
import static io.laminar.migration.route.Side.NEW;
import static io.laminar.migration.route.Side.OLD;

import io.laminar.migration.codec.Conversion;
import io.laminar.migration.plan.PlanStep.Job;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.ReadPolicy;
import io.laminar.migration.route.ReadPolicy.FallThrough;
import io.laminar.migration.route.ReadPolicy.NewestOfBoth;
import io.laminar.migration.route.WritePolicy;
import io.laminar.migration.route.WritePolicy.Frozen;
import io.laminar.migration.route.WritePolicy.Queued;
import io.laminar.migration.selector.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The ways to move data, each as a list of steps, and those of their combinations that are worth a
 * name. Only neighbours follow each other; the {@link Linter} says why they are safe side by side,
 * or which promise they do not make.
 *
 * <p>The first step uses the old store alone, the last one gives it up.
 */
public enum Strategy {
  /** The application stops for as long as the copy takes. */
  STOP_AND_MIGRATE {
    @Override
    List<PlanStep> steps(Terms terms) {
      return List.of(
          old(),
          PlanStep.of("S1", "stopped", Policy.of(new ReadPolicy.Refused(), REFUSE))
              .up(COPIED, VERIFIED)
              .down(COPIED_BACK, VERIFIED)
              .pauses("reads and writes, for the whole copy")
              .back("step down; the old store was not touched"),
          newAlone("S2"),
          done("S3"));
    }
  },

  /** Writes stop for as long as the copy takes, reads go on. */
  READ_ONLY {
    @Override
    List<PlanStep> steps(Terms terms) {
      return List.of(
          old(),
          PlanStep.of("S1", "read-only, old", Policy.of(new ReadPolicy.Only(OLD), REFUSE))
              .up(COPIED, VERIFIED)
              .pauses("writes, for the whole copy"),
          PlanStep.of("S2", "read-only, new", Policy.of(new ReadPolicy.Only(NEW), REFUSE))
              .down(COPIED_BACK, VERIFIED)
              .pauses("writes, until every member reads new")
              .back("step down; what was written since is copied back while writes are frozen"),
          newAlone("S3"),
          done("S4"));
    }
  },

  /** The new store follows the old one; reads and writes flip behind a pause of milliseconds. */
  SYNCHRONIZE {
    @Override
    List<PlanStep> steps(Terms terms) {
      if (terms.sync().isNative()) {
        return replicated();
      }
      return List.of(
          old(),
          PlanStep.of("S1", "new follows old", Policy.only(OLD)).up(FOLLOWED),
          PlanStep.of("S2", "parked, old", Policy.of(new ReadPolicy.Only(OLD), PARK))
              .up(CAUGHT_UP)
              .mayLose(ENDED)
              .pauses("writes wait until new has the last of them: milliseconds"),
          PlanStep.of("S3", "parked, new", Policy.of(new ReadPolicy.Only(NEW), PARK))
              .down(CAUGHT_UP_BACK)
              .mayLose(ENDED)
              .pauses("writes wait until every member reads new: milliseconds"),
          PlanStep.of("S4", "old follows new", Policy.only(NEW))
              .running(Job.COPY_BACK)
              .down(FOLLOWED_BACK)
              .back("step down: old follows, and the flip is the same in the mirror"),
          done("S5"));
    }
  },

  /** A full copy, the flip, and a second copy of what changed meanwhile. */
  DOUBLE_COPY {
    @Override
    List<PlanStep> steps(Terms terms) {
      return List.of(
          old(),
          PlanStep.of("S1", "first copy", Policy.only(OLD))
              .up(COPIED, REHEARSED)
              .down(COPIED_BACK)
              .mayLose(
                  "from the flip until the second copy has passed, a key written or deleted since"
                      + " the first copy began may show its former value; one whose last value had"
                      + " an end and ended before a copy saw it may do so after that, too",
                  Law.ONE_AUTHORITY,
                  Law.TRUSTED_IS_WRITTEN),
          PlanStep.of(
                  "S2",
                  "flipped, second copy",
                  Policy.of(new FallThrough(NEW, false), new WritePolicy.Only(NEW)))
              .up(DELTA_COPIED)
              .down(COPIED_BACK)
              .back("step down: the same window in the mirror"),
          newAlone("S3"),
          done("S4"));
    }
  },

  /** Reads follow the weather of the new store; in bad weather the old one serves alone. */
  CLEVER_ADAPTER {
    @Override
    List<PlanStep> steps(Terms terms) {
      Policy byWeather = Policy.strict(OLD).except(new Selector.Weather(), Policy.strict(NEW));
      return List.of(
          old(),
          PlanStep.of("S1", "shadow writes", Policy.both(OLD)),
          PlanStep.of("S2", "bad weather", Policy.both(OLD))
              .running(Job.SHELTER)
              .up(COPIED, VERIFIED, JOURNAL_EMPTY, FAIR_WEATHER),
          PlanStep.of("S3", "strict, old", Policy.strict(OLD)).up(VERIFIED, JOURNAL_EMPTY),
          PlanStep.of("S4", "good weather", byWeather)
              .running(Job.WATCH_WEATHER)
              .up(VERIFIED, JOURNAL_EMPTY, FAIR_WEATHER)
              .pauses(
                  "none for reads; a write that the failing store misses fails until the step to"
                      + " bad weather is taken")
              .back("step down to S2, which pins old"),
          PlanStep.of("S5", "strict, new", Policy.strict(NEW)).down(VERIFIED, JOURNAL_EMPTY),
          authorityNew("S6"),
          newAlone("S7"),
          done("S8"));
    }
  },

  /** Reads ask both stores; data moves as it is read and written. */
  DUAL_LOOKUP {
    @Override
    List<PlanStep> steps(Terms terms) {
      return List.of(
          old().up(NEW_EMPTY).mayLose(ENDED_APART),
          PlanStep.of("S1", "looked up in both", Policy.of(NEWEST, new WritePolicy.Only(OLD)))
              .down(COPIED_BACK),
          PlanStep.of(
                  "S2", "looked up in both, strict", Policy.of(NEWEST, new WritePolicy.Strict(OLD)))
              .up(DELTA_COPIED)
              .down(COPIED_BACK),
          PlanStep.of(
                  "S3",
                  "new, then old",
                  Policy.of(new FallThrough(NEW, true), new WritePolicy.Only(NEW)))
              .up(COPIED)
              .mayLose(ENDED_APART)
              .back("step down: reads take the newer of both, what was written is copied back"),
          newAlone("S4"),
          done("S5"));
    }
  },

  /** Both stores are written; reads move once both hold the same. */
  DUAL_WRITE {
    @Override
    List<PlanStep> steps(Terms terms) {
      return dualWrite();
    }
  },

  /** Keys go by the date they hold; the old store ends by itself. */
  TIMED_ROLLOVER {
    @Override
    List<PlanStep> steps(Terms terms) {
      return List.of(
          old().up(CUT_AHEAD).mayLose("nothing: the gate proves that no such key is used yet"),
          PlanStep.of("S1", "dates between the cuts", rolled(terms.dates(), Policy.only(NEW)))
              .up(END_AHEAD)
              .down(NEW_EXPIRED),
          PlanStep.of("S2", "rolled over", rolled(terms.openDates(), Policy.only(NEW)))
              .up(OLD_EXPIRED)
              .down(END_AHEAD)
              .back("a new cut date: reverse --cut DATE"),
          done("S3"));
    }
  },

  /** Values change their notation where they are. */
  IN_PLACE_CONVERSION {
    @Override
    List<PlanStep> steps(Terms terms) {
      return List.of(
          old(),
          PlanStep.of("S1", "both read, JSON written", converting(Conversion.READ_BOTH))
              .down(CONVERTED_BACK),
          PlanStep.of("S2", "both read, compact written", converting(Conversion.WRITE_COMPACT))
              .up(CONVERTED)
              .back("step down: JSON is written again, then swept back"),
          PlanStep.of("S3", "compact", converting(Conversion.WRITE_COMPACT)));
    }
  },

  /** Dual write behind proxies that speak RESP; applications point at them. */
  PROXIED_ACCESS {
    @Override
    List<PlanStep> steps(Terms terms) {
      return dualWrite();
    }
  },

  /** Writes go into a queue, whose consumer writes both stores. */
  QUEUED_WRITE {
    @Override
    List<PlanStep> steps(Terms terms) {
      return List.of(
          old().mayLose(LAG, Law.ONE_AUTHORITY, Law.TRUSTED_IS_WRITTEN),
          PlanStep.of("S1", "queued, old read", Policy.of(new ReadPolicy.Only(OLD), new Queued()))
              .up(COPIED, QUEUE_DRAINED, VERIFIED)
              .down(QUEUE_DRAINED)
              .mayLose(LAG, Law.ONE_AUTHORITY, Law.TRUSTED_IS_WRITTEN),
          PlanStep.of("S2", "queued, new read", Policy.of(new ReadPolicy.Only(NEW), new Queued()))
              .up(QUEUE_DRAINED)
              .down(COPIED_BACK, QUEUE_DRAINED, VERIFIED)
              .mayLose(LAG, Law.ONE_AUTHORITY, Law.TRUSTED_IS_WRITTEN),
          newAlone("S3"),
          done("S4"));
    }
  },

  /** Queued write and dual lookup together: no backfill first, and bursts wait in the queue. */
  QUEUED_DUAL_LOOKUP {
    @Override
    List<PlanStep> steps(Terms terms) {
      return List.of(
          old().up(NEW_EMPTY),
          // the queue is drained where nobody fills it: a late entry must not outlast this attempt
          PlanStep.of("S1", "looked up in both", Policy.of(NEWEST, new WritePolicy.Only(OLD)))
              .down(QUEUE_DRAINED, COPIED_BACK)
              .mayLose(LAG, Law.ONE_AUTHORITY, Law.TRUSTED_IS_WRITTEN),
          PlanStep.of("S2", "looked up in both, queued", Policy.of(NEWEST, new Queued()))
              .up(DELTA_COPIED, QUEUE_DRAINED)
              .down(QUEUE_DRAINED, COPIED_BACK)
              .mayLose(LAG, Law.TRUSTED_IS_WRITTEN),
          PlanStep.of(
                  "S3",
                  "new, then old, queued",
                  Policy.of(new FallThrough(NEW, true), new Queued()))
              .up(COPIED, QUEUE_DRAINED)
              .down(QUEUE_DRAINED)
              .mayLose(LAG, Law.ONE_AUTHORITY, Law.TRUSTED_IS_WRITTEN)
              .back("step down: reads take the newer of both, what was written is copied back"),
          newAlone("S4"),
          done("S5"));
    }
  };

  private static final WritePolicy REFUSE = new Frozen(Frozen.Manner.REJECT);
  private static final WritePolicy PARK = new Frozen(Frozen.Manner.PARK);
  private static final ReadPolicy NEWEST = new NewestOfBoth();
  private static final String ENDED =
      "nothing that lasts; a key whose last value had an end and ended before a pass saw it may"
          + " show its former value";
  private static final String ENDED_APART =
      "nothing that lasts; until every member follows, a key whose last value had an end and has"
          + " ended may show its former value";
  private static final String LAG =
      "nothing acknowledged; another member sees a write only when the consumer has applied it";

  /** The steps, in order. */
  abstract List<PlanStep> steps(Terms terms);

  /** Its name in a plan. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** True if old and new store are one. */
  public boolean isInPlace() {
    return this == IN_PLACE_CONVERSION;
  }

  /** True if writes go into a queue in some step. */
  public boolean isQueued() {
    return this == QUEUED_WRITE || this == QUEUED_DUAL_LOOKUP;
  }

  /** The names of all, for messages. */
  static String all() {
    return Arrays.stream(values()).map(Strategy::id).collect(Collectors.joining(", "));
  }

  /**
   * What a plan fills in.
   *
   * @param dates keys that go by their date, with the end that a way back has set
   * @param openDates the same without an end
   * @param sync how stores follow each other
   */
  record Terms(Selector dates, Selector openDates, Sync sync) {}

  private static PlanStep old() {
    return PlanStep.of("S0", "old alone", Policy.only(OLD)).back("nothing was changed");
  }

  private static PlanStep newAlone(String id) {
    return PlanStep.of(id, "new, copied back", Policy.only(NEW))
        .running(Job.COPY_BACK)
        .back("step down; old is at most one round of the copy back behind");
  }

  private static PlanStep done(String id) {
    return PlanStep.of(id, "done", Policy.only(NEW)).back("none: the old store is given up");
  }

  /** The servers follow each other by themselves. */
  private static List<PlanStep> replicated() {
    return List.of(
        old(),
        PlanStep.of("S1", "new follows old", Policy.only(OLD))
            .running(Job.REPLICATE)
            .up(REPLICATED),
        PlanStep.of("S2", "parked, old", Policy.of(new ReadPolicy.Only(OLD), PARK))
            .up(SWITCHED)
            .down(OLD_LEADS)
            .pauses("writes wait until new has confirmed the last of them"),
        PlanStep.of("S3", "parked, new", Policy.of(new ReadPolicy.Only(NEW), PARK))
            .up(NEW_LEADS)
            .down(SWITCHED_BACK)
            .pauses("writes wait until every member reads new and old follows it"),
        PlanStep.of("S4", "old follows new", Policy.only(NEW))
            .running(Job.REPLICATE_BACK)
            .down(REPLICATED_BACK)
            .back("step down: old follows, and the switch is the same in the mirror"),
        done("S5"));
  }

  private static PlanStep authorityNew(String id) {
    return PlanStep.of(id, "authority new", Policy.both(NEW))
        .up(SOAKED)
        .down(COPIED_BACK, VERIFIED, JOURNAL_EMPTY);
  }

  private static List<PlanStep> dualWrite() {
    List<PlanStep> steps = new ArrayList<>();
    steps.add(old());
    steps.add(PlanStep.of("S1", "shadow writes", Policy.both(OLD)));
    steps.add(PlanStep.of("S2", "backfill", Policy.both(OLD)).up(COPIED, VERIFIED));
    steps.add(
        PlanStep.of("S3", "shadow reads", Policy.both(OLD).comparing())
            .up(VERIFIED, JOURNAL_EMPTY, SOAKED));
    steps.add(PlanStep.of("S4", "strict, old", Policy.strict(OLD)).up(VERIFIED, JOURNAL_EMPTY));
    steps.add(PlanStep.of("S5", "strict, new", Policy.strict(NEW)).down(VERIFIED, JOURNAL_EMPTY));
    steps.add(authorityNew("S6"));
    steps.add(newAlone("S7"));
    steps.add(done("S8"));
    return List.copyOf(steps);
  }

  private static Policy rolled(Selector dates, Policy there) {
    return Policy.only(OLD).except(dates, there);
  }

  private static Policy converting(Conversion conversion) {
    return new Policy(
        Policy.only(OLD).cells().stream().map(cell -> cell.converting(conversion)).toList());
  }
}
