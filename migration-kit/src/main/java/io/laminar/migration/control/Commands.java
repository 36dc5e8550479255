package io.laminar.migration.control;

import io.laminar.migration.ladder.Ladder;
import io.laminar.migration.ladder.LadderStatus;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.plan.Steps;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator may order. An order is read as a whole, then written into the fleet's log, then
 * carried out: what cannot be written down is not done. Only {@code pause} is done first, since it
 * must help also while the control store is away. A dry run writes nothing down.
 */
final class Commands {

  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
  private static final String ALL =
      "apply, walk, ramp, reverse, abort, pause, resume, throttle, verify, repair, complete and"
          + " forget";
  private static final int MAX_NOTED = 500;

  private final Ladder ladder;
  private final Optional<FleetApi> fleet;
  private final Optional<Plan> plan;
  private final Supplier<Future<JsonObject>> status;

  /**
   * @param status what a command that is done answers with
   */
  Commands(
      Ladder ladder,
      Optional<FleetApi> fleet,
      Optional<Plan> plan,
      Supplier<Future<JsonObject>> status) {
    this.ladder = ladder;
    this.fleet = fleet;
    this.plan = plan;
    this.status = status;
  }

  /** An order that was understood: what carries it out, or tells what it would do. */
  private interface Deed {
    Future<Answer> run();
  }

  /**
   * Carries out a command.
   *
   * @param who gives it, for the log
   * @return fails with {@link IllegalArgumentException} if it is not understood, naming everything
   *     that is wrong, and with {@link IllegalStateException} if it may not be now
   */
  Future<Answer> run(String command, Fields fields, String who) {
    return ladder
        .status()
        .compose(
            stands -> {
              boolean dry = fields.flag("dryRun");
              Deed deed = deed(command, fields, dry, who, stands);
              if (deed == null) {
                return Future.succeededFuture(
                    Answer.problem(404, "there is no command " + command + "; there are " + ALL));
              }
              fields.close();
              return dry ? deed.run() : noted(command, fields, who, deed);
            });
  }

  private Future<Answer> noted(String command, Fields fields, String who, Deed deed) {
    String order = shortened((command + " " + fields).strip());
    LOG.info("{} orders: {}", who, order);
    if (command.equals("pause")) {
      return deed.run().compose(done -> note(who, order).map(done).recover(Commands::isPaused));
    }
    return note(who, order)
        .compose(written -> deed.run())
        .recover(
            failure ->
                note(who, order + " was not done: " + shortened(failure.getMessage()))
                    .transform(
                        written -> {
                          if (written.failed()) {
                            LOG.warn("{} is not in the log: {}", order, written.cause().toString());
                          }
                          return Future.failedFuture(failure);
                        }));
  }

  private static Future<Answer> isPaused(Throwable unwritten) {
    return Future.succeededFuture(
        Answer.problem(
            503, "it is paused, but that could not be written down: " + unwritten.getMessage()));
  }

  private Future<Void> note(String who, String what) {
    return fleet.map(log -> log.audit(who, what)).orElseGet(Future::succeededFuture);
  }

  private static String shortened(String text) {
    String whole = String.valueOf(text);
    return whole.length() <= MAX_NOTED ? whole : whole.substring(0, MAX_NOTED) + "…";
  }

  private Deed deed(String command, Fields fields, boolean dry, String who, LadderStatus stands) {
    Steps steps = stands.steps();
    return switch (command) {
      case "walk" -> walk(step(fields, steps), dry);
      case "apply" -> apply(fields.text("plan"), steps, dry);
      case "ramp" -> ramp(step(fields, steps), fields.whole("perMille", 0, 1_000), dry);
      case "reverse" -> reverse(fields, steps.first().id(), dry);
      case "abort" -> abort(fields, stands.name(), dry);
      case "pause" -> dry ? would("hold jobs and walk where they are") : () -> done(ladder.pause());
      case "resume" -> dry ? would("let jobs and walk go on") : () -> done(ladder.resume());
      case "throttle" -> throttle(fields, dry);
      case "verify" -> {
        boolean repair = fields.flag("repair");
        yield repair ? repair(dry) : () -> done(ladder.verify(false));
      }
      case "repair" -> repair(dry);
      case "complete" -> complete(fields, stands.name(), dry);
      case "forget" -> forget(fields.text("member"), who, dry);
      default -> null;
    };
  }

  private static String step(Fields fields, Steps steps) {
    String id = fields.text("to");
    if (!id.isEmpty()) {
      try {
        steps.find(id);
      } catch (IllegalArgumentException e) {
        fields.refuse(e.getMessage());
      }
    }
    return id;
  }

  private Deed walk(String to, boolean dry) {
    return dry ? way(() -> ladder.ways().to(to)) : () -> begun(ladder.walkTo(to));
  }

  private Deed ramp(String to, int perMille, boolean dry) {
    return dry
        ? way(() -> ladder.ways().ofRamp(to, perMille))
        : () -> begun(ladder.ramp(to, perMille));
  }

  /** Walks to the top by the plan that this process has, and by no other. */
  private Deed apply(String hash, Steps steps, boolean dry) {
    return () -> {
      String own = plan.map(Plan::hash).orElse("");
      if (!hash.equals(own)) {
        return Future.failedFuture(
            new IllegalStateException(
                "this process has "
                    + (own.isEmpty() ? "no plan" : "plan " + own.substring(0, 12))
                    + ", not "
                    + hash
                    + ": start it with --migration-plan and the file"));
      }
      return walk(steps.top().id(), dry).run();
    };
  }

  private Deed reverse(Fields fields, String first, boolean dry) {
    if (!fields.has("cut")) {
      return walk(first, dry);
    }
    String cut = fields.text("cut");
    return dry
        ? way(() -> ladder.ways().ofCut(cut, first))
        : () -> ladder.cutAt(cut).compose(set -> begun(ladder.walkTo(first)));
  }

  private Deed abort(Fields fields, String name, boolean dry) {
    if (!fields.flag("withoutNew")) {
      return dry ? way(() -> ladder.ways().ofAbort()) : () -> begun(ladder.abort());
    }
    String confirmation = confirmation(fields, name, dry);
    return dry
        ? way(() -> ladder.ways().ofAbandon(confirmation))
        : () -> begun(ladder.abandon(confirmation));
  }

  private Deed repair(boolean dry) {
    return () -> done(dry ? ladder.verifyBeforeRepair() : ladder.verify(true));
  }

  /** A dry run needs no name; a wrong one is refused all the same. */
  private static String confirmation(Fields fields, String name, boolean dry) {
    boolean typed = fields.has("confirm");
    return dry && !typed ? name : fields.text("confirm");
  }

  private Deed complete(Fields fields, String name, boolean dry) {
    String confirmation = confirmation(fields, name, dry);
    return dry
        ? way(() -> ladder.ways().ofComplete(confirmation))
        : () -> done(ladder.complete(confirmation));
  }

  private Deed forget(String member, String who, boolean dry) {
    FleetApi others = fleet.orElseThrow(MigrationApi::notShared);
    return dry
        ? () ->
            others
                .wouldForget(member)
                .compose(may -> would("strike " + member + " off the list").run())
        : () -> done(others.forget(member, who));
  }

  /** What is not named stays as it is. */
  private Deed throttle(Fields fields, boolean dry) {
    var wanted = Throttling.of(fields);
    return dry
        ? would("let jobs go by " + wanted)
        : () ->
            done(
                ladder
                    .giveWay(wanted::change)
                    .compose(
                        given ->
                            wanted
                                .rate()
                                .map(ladder::throttle)
                                .orElseGet(Future::succeededFuture)));
  }

  private static Deed way(Supplier<Future<List<String>>> lines) {
    return () -> lines.get().map(Answer::way);
  }

  private static Deed would(String what) {
    return () -> Future.succeededFuture(Answer.way(List.of("would " + what)));
  }

  private Future<Answer> done(Future<?> work) {
    return work.compose(done -> answer(200));
  }

  /** Answers while it goes on; how it goes on is in the status. */
  private Future<Answer> begun(Future<Void> walk) {
    // a walk that is refused has failed by the time the ladder tells where it stands
    return answer(202)
        .compose(begun -> walk.failed() ? walk.mapEmpty() : Future.succeededFuture(begun));
  }

  private Future<Answer> answer(int code) {
    return status.get().map(json -> new Answer(code, json.toBuffer()));
  }
}
