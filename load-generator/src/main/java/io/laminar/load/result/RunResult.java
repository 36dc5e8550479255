package io.laminar.load.result;

import io.laminar.load.tally.Counts;
import io.laminar.load.tally.Times;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * What a run showed, of one generator process or of several that ran together; {@link #toString} is
 * an aligned table.
 *
 * @param conditions what was asked for and what it ran on, in lines for people
 * @param settings the same for programs
 * @param sending how long requests were sent
 * @param stopped true if it was stopped before its time
 * @param faults why the run says nothing about the server; empty for a valid run
 * @param counts of the whole run
 * @param times of the whole run
 * @param objective what was demanded of the server
 * @param reconciliation the exchange's books beside the bidder's
 * @param marks what happened meanwhile
 */
public record RunResult(
    List<String> conditions,
    JsonObject settings,
    Duration sending,
    boolean stopped,
    List<String> faults,
    Counts counts,
    Times times,
    List<Check> objective,
    List<Check> reconciliation,
    List<Mark> marks) {

  public RunResult {
    conditions = List.copyOf(conditions);
    faults = List.copyOf(faults);
    objective = List.copyOf(objective);
    reconciliation = List.copyOf(reconciliation);
    marks = List.copyOf(marks);
  }

  /** True if the generator kept to its schedule, so that the numbers are about the server. */
  public boolean isValid() {
    return faults.isEmpty();
  }

  /** True if everything that was demanded of the server was so, and the books agree. */
  public boolean held() {
    return objective.stream().allMatch(Check::held)
        && reconciliation.stream().allMatch(Check::held);
  }

  /** Requests a second that the server answered while requests were sent. */
  public double achievedRate() {
    return sending.isZero() ? 0 : counts.answered() / (sending.toNanos() / 1e9);
  }

  /** The same with what was found out after the run. */
  public RunResult with(List<Check> objective, List<Check> reconciliation, List<Mark> marks) {
    return new RunResult(
        conditions,
        settings,
        sending,
        stopped,
        faults,
        counts,
        times,
        objective,
        reconciliation,
        marks);
  }

  /** Everything in the table, for programs; times in microseconds. */
  public JsonObject toJson() {
    return ResultJson.write(this);
  }

  @Override
  public String toString() {
    return ResultTable.of(this);
  }
}
