package io.laminar.load.search;

import io.laminar.load.search.Trial.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Doubles the rate until the objective is missed, halves the interval between the highest that held
 * and the lowest that did not, and tries the winner over a longer time; one that fails there makes
 * way for the next lower rate. Between trials everything that an overload left in queues gets time
 * to drain, else one trial would spoil the next.
 *
 * <p>A trial in which the generator was behind is repeated, since a busy machine does that too; if
 * it stays so, the rate counts as not held, and the result says that the generator was the limit.
 *
 * <p>Blocks its thread; one use.
 */
public final class RateSearch {

  /** Tries one rate, and waits for the end. */
  public interface Prober {
    Trial probe(double rate, Duration duration) throws Exception;
  }

  /** Waits. */
  public interface Pause {
    void pause(Duration time) throws InterruptedException;
  }

  /**
   * How to search.
   *
   * @param start the first rate, above 0
   * @param limit no rate above is tried
   * @param tolerance the interval is halved until its ends are this near, such as 0.05
   * @param probe how long a rate is tried
   * @param verify how long the winner is tried
   * @param drain pause between trials
   */
  public record Plan(
      double start,
      double limit,
      double tolerance,
      Duration probe,
      Duration verify,
      Duration drain) {
    public Plan {
      if (!(start > 0 && limit >= start && tolerance > 0 && tolerance < 1)) {
        throw new IllegalArgumentException(
            "start must be above 0, limit at least start, tolerance in 0..1, was "
                + start
                + ", "
                + limit
                + ", "
                + tolerance);
      }
    }
  }

  /**
   * What was found.
   *
   * @param rate the highest that held over the longer time; 0 if none did
   * @param reachedLimit true if no higher rate was allowed
   * @param generatorWasLimit true if what stopped the search was the generator: the server may do
   *     more
   * @param trials all, in order
   */
  public record Found(
      double rate, boolean reachedLimit, boolean generatorWasLimit, List<Trial> trials) {

    /** True if a rate held. */
    public boolean any() {
      return rate > 0;
    }
  }

  private static final int REPEATS = 2;
  private static final int HALVINGS = 6;
  private static final int VERIFICATIONS = 8;

  private final Plan plan;
  private final Prober prober;
  private final Pause pause;
  private final Consumer<Trial> listener;
  private final List<Trial> trials = new ArrayList<>();
  private double held;
  private double missed = Double.POSITIVE_INFINITY;
  private boolean generatorAtMissed;

  /**
   * @param listener told of each trial when it is over
   */
  public RateSearch(Plan plan, Prober prober, Pause pause, Consumer<Trial> listener) {
    this.plan = plan;
    this.prober = prober;
    this.pause = pause;
    this.listener = listener;
  }

  /**
   * Searches.
   *
   * @throws Exception what a trial failed with
   */
  public Found run() throws Exception {
    bracket();
    while (held > 0 && missed - held > held * plan.tolerance()) {
      // the middle of the ratio: rates are compared by factors, not by differences
      tryRate(Math.sqrt(held * missed), plan.probe());
    }
    double winner = held > 0 ? verified() : 0;
    return new Found(
        winner, winner >= plan.limit(), generatorAtMissed && winner < plan.limit(), trials);
  }

  private void bracket() throws Exception {
    double rate = plan.start();
    while (tryRate(rate, plan.probe()) && rate < plan.limit()) {
      rate = Math.min(plan.limit(), rate * 2);
    }
    for (int i = 0; i < HALVINGS && held == 0; i++) {
      rate /= 2;
      tryRate(rate, plan.probe());
    }
    if (rate >= plan.limit() && held >= plan.limit()) {
      missed = held; // nothing above may be tried
    }
  }

  private double verified() throws Exception {
    double candidate = held;
    for (int i = 0; i < VERIFICATIONS; i++) {
      if (tryRate(candidate, plan.verify())) {
        return candidate;
      }
      candidate = nextBelow(candidate);
    }
    return 0;
  }

  /** The next that held in a short trial, or a step down, whatever is nearer. */
  private double nextBelow(double rate) {
    double step = rate * (1 - plan.tolerance());
    return trials.stream()
        .filter(trial -> trial.verdict() == Verdict.HELD && trial.rate() < rate)
        .mapToDouble(Trial::rate)
        .filter(below -> below > step)
        .max()
        .orElse(step);
  }

  private boolean tryRate(double rate, Duration duration) throws Exception {
    Trial trial = probe(rate, duration);
    for (int i = 0; i < REPEATS && trial.verdict() == Verdict.GENERATOR_BEHIND; i++) {
      trial = probe(rate, duration);
    }
    if (trial.verdict() == Verdict.HELD) {
      held = Math.max(held, rate);
      return true;
    }
    if (rate <= missed) {
      missed = rate;
      generatorAtMissed = trial.verdict() == Verdict.GENERATOR_BEHIND;
    }
    return false;
  }

  private Trial probe(double rate, Duration duration) throws Exception {
    if (!trials.isEmpty()) {
      pause.pause(plan.drain());
    }
    Trial trial = prober.probe(rate, duration);
    trials.add(trial);
    listener.accept(trial);
    return trial;
  }
}
