package io.laminar.migration.ladder;

import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.plan.Sync;
import io.laminar.migration.replicate.Replication.Standing;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.SideWeather;
import io.laminar.migration.scan.Progress;
import io.laminar.migration.verify.VerifyReport;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a migration stands, why it waits, and which command goes on.
 *
 * @param steps all steps that there are
 * @param goal the step it walks to; the step it is in if it stands
 * @param busy true while a command is being carried out
 * @param ramp the keys that are in a neighbour of the step
 * @param policy what reads and writes do
 * @param doing what is being done, in words; empty if nothing
 * @param waitingFor what it waits for, in words; empty if it does not wait
 * @param held why it must not go on until somebody says so; empty if it may
 * @param failure why the last walk ended early; empty if it did not
 * @param progress of the job that runs
 * @param compared reads compared in the background so far
 * @param divergent compared reads that stayed different
 * @param lastVerify what the last comparison of all keys found
 * @param deadLetters keys that the new store refused, with the reason
 * @param weather how the stores do that this process's routers have open
 * @param throttle how fast jobs may go
 * @param workers other processes that carry out the copy that is under way
 * @param followed how one store follows the other, if the strategy is to synchronize
 */
public record LadderStatus(
    String name,
    Steps steps,
    PlanStep step,
    PlanStep goal,
    boolean busy,
    Optional<Ramp> ramp,
    Policy policy,
    boolean paused,
    String doing,
    String waitingFor,
    String held,
    String failure,
    Progress progress,
    long compared,
    long divergent,
    Optional<VerifyReport> lastVerify,
    List<String> deadLetters,
    List<SideWeather> weather,
    Throttle throttle,
    List<String> workers,
    Optional<Followed> followed) {

  public LadderStatus {
    workers = List.copyOf(workers);
    deadLetters = List.copyOf(deadLetters);
    weather = List.copyOf(weather);
  }

  /**
   * Some keys are in another step.
   *
   * @param perMille so many in a thousand
   */
  public record Ramp(PlanStep to, int perMille) {
    @Override
    public String toString() {
      return perMille + " ‰ of the keys in " + to;
    }
  }

  /**
   * How one store follows the other.
   *
   * @param leader empty where none follows
   * @param standing of the follower, if the servers replicate by themselves
   */
  public record Followed(Sync sync, Optional<Side> leader, Optional<Standing> standing) {

    JsonObject toJson() {
      var json = new JsonObject().put("way", sync.way().id()).put("why", sync.why());
      leader.ifPresent(
          side -> json.put("leader", side.toString()).put("follower", side.other().toString()));
      standing.ifPresent(
          now ->
              json.put("state", now.state().name().toLowerCase(Locale.ROOT))
                  .put("lagBytes", now.lagBytes() < 0 ? null : now.lagBytes())
                  .put("problem", now.why()));
      return json;
    }
  }

  /** True while it is on its way to another step. */
  public boolean isUnderWay() {
    return !step.id().equals(goal.id());
  }

  /** The command that goes on from here. */
  public String nextCommand() {
    if (paused) {
      return "laminar migrate resume";
    }
    if (isUnderWay()) {
      return "none: it is on its way to " + goal;
    }
    String back = "walk --to " + steps.first();
    if (!held.isEmpty()) {
      return "laminar migrate resume, once its cause is mended, or back: " + back;
    }
    if (steps.isEnd(step)) {
      return "none: the migration is complete";
    }
    if (step.id().equals(steps.top().id())) {
      return steps.hasEnd()
          ? "laminar migrate complete --confirm " + name + ", or back: " + back
          : "none: the migration is done; or back: " + back;
    }
    String on = "laminar migrate walk --to " + steps.top();
    return step.id().equals(steps.first().id()) ? on : on + ", or back: " + back;
  }

  /** One line for a terminal. */
  public String line() {
    var line = new StringBuilder(name).append(": ").append(step).append(' ').append(step.title());
    if (isUnderWay()) {
      line.append(" → ").append(goal);
    }
    ramp.ifPresent(some -> line.append("; ").append(some));
    if (!doing.isEmpty()) {
      line.append("; ").append(doing).append(": ").append(progress);
    }
    if (!waitingFor.isEmpty()) {
      line.append("; waits for ").append(waitingFor);
    }
    if (!held.isEmpty()) {
      line.append("; held: ").append(held);
    }
    if (!failure.isEmpty() && !failure.equals(held)) {
      line.append("; failed: ").append(failure);
    }
    return line.append(paused ? "; paused" : "").toString();
  }

  /** The same for machines. */
  public JsonObject toJson() {
    var json =
        new JsonObject()
            .put("name", name)
            .put("strategy", steps.strategy().id())
            .put("step", step.id())
            .put("title", step.title())
            .put("reads", policy.reads())
            .put("writes", policy.writes())
            .put("goal", goal.id())
            .put("busy", busy)
            .put("paused", paused)
            .put("doing", doing)
            .put("waitingFor", waitingFor)
            .put("held", held)
            .put("failure", failure)
            .put("progress", progressJson())
            .put("compared", compared)
            .put("divergent", divergent)
            .put("deadLetters", new JsonArray(deadLetters))
            .put("stores", new JsonArray(weather.stream().map(SideWeather::toJson).toList()))
            .put("throttle", throttle.toJson())
            .put("workers", new JsonArray(workers))
            .put("nextCommand", nextCommand());
    ramp.ifPresent(some -> json.put("rampTo", some.to().id()).put("perMille", some.perMille()));
    followed.ifPresent(each -> json.put("sync", each.toJson()));
    lastVerify.ifPresent(report -> json.put("lastVerify", verifyJson(report)));
    return json;
  }

  private JsonObject progressJson() {
    return new JsonObject()
        .put("done", progress.done())
        .put("expected", progress.expected())
        .put("perSecond", Math.round(progress.perSecond()))
        .put("percent", progress.percent().orElse(null))
        .put("remainingSeconds", progress.remaining().map(left -> left.toSeconds()).orElse(null));
  }

  private static JsonObject verifyJson(VerifyReport report) {
    var counts = new JsonObject();
    report.countByDifference().forEach((kind, count) -> counts.put(kind.name(), count));
    return new JsonObject()
        .put("compared", report.compared())
        .put("equal", report.isEqual())
        .put("differences", counts)
        .put("repaired", report.repaired())
        .put("examples", new JsonArray(report.examples()));
  }
}
