package io.laminar.migration.control;

import io.laminar.migration.ladder.Ladder;
import io.laminar.migration.ladder.LadderStatus;
import io.laminar.migration.plan.BackOff;
import io.laminar.migration.plan.Explanation;
import io.laminar.migration.plan.Linter;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.plan.Steps;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The admin API, JSON in and out:
 *
 * <pre>
 * GET  /migrations                    all migrations of this process
 * GET  /migrations/NAME               where it stands, why it waits, what goes on, who takes part
 * GET  /migrations/NAME/plan          its steps, what they may lose, what the linter says, its hash
 * GET  /migrations/NAME/log           what was published, and whether the chain holds; ?from=N
 * POST /migrations/NAME/walk          {"to": "S5"}; answers 202 at once
 * POST /migrations/NAME/apply         {"plan": "HASH"}; walks to the top; answers 202 at once
 * POST /migrations/NAME/ramp          {"to": "S5", "perMille": 10}; answers 202 at once
 * POST /migrations/NAME/reverse       walks back to the start; {"cut": "DATE"} in a rollover
 * POST /migrations/NAME/abort         the same, as long as the old store leads
 * POST /migrations/NAME/pause, resume
 * POST /migrations/NAME/throttle      {"perSecond": 20000, "liveP99": "5ms", "leastRate": 500}; 0 =
 *                                     unlimited; what is left out stays as it is
 * POST /migrations/NAME/verify        {"repair": true}; answers when it is done
 * POST /migrations/NAME/repair        the same as verify with repair
 * POST /migrations/NAME/complete      {"confirm": "NAME"}; answers when it is done
 * POST /migrations/NAME/forget        {"member": "m2"}: its process is gone
 * </pre>
 *
 * <p>With {@code "dryRun": true} every one of them answers with what it would do, a line for each
 * step, and changes nothing; repair and verify compare all the same.
 *
 * <p>A command for a fleet that another member moves is answered with 307 and where to ask.
 *
 * <p>400 what was asked is wrong, 404 there is no such thing, 405 not with this method, 409 not in
 * this state, 411 and 413 the body's length is unknown or too long; the body says why.
 */
final class MigrationApi implements Handler<HttpServerRequest> {

  private static final String ROOT = "/migrations";
  private static final int MAX_LENGTH_DIGITS = 5;
  private static final String FIRST = "S0";

  private final Ladder ladder;
  private final Optional<FleetApi> fleet;
  private final String path;
  private final Optional<Plan> plan;

  MigrationApi(Ladder ladder, Optional<FleetApi> fleet, String name, Optional<Plan> plan) {
    this.ladder = ladder;
    this.fleet = fleet;
    this.path = ROOT + "/" + name;
    this.plan = plan;
  }

  private record Answer(int status, Buffer body, String location) {

    Answer(int status, Buffer body) {
      this(status, body, "");
    }
  }

  /** Between the opening of the port and the reading of where the migration stands. */
  static void notYet(HttpServerRequest request) {
    answer(request, new Answer(503, problem("the process is starting; try again")));
  }

  @Override
  public void handle(HttpServerRequest request) {
    Answer refusal = refuseBody(request);
    if (refusal != null) {
      request.response().putHeader("connection", "close");
      answer(request, refusal);
      return;
    }
    request
        .body()
        .compose(body -> route(request, body))
        .otherwise(MigrationApi::explain)
        .onSuccess(answer -> answer(request, answer));
  }

  private static Answer refuseBody(HttpServerRequest request) {
    if (request.getHeader("transfer-encoding") != null) {
      return new Answer(411, problem("send the body with a content-length"));
    }
    String length = request.getHeader("content-length");
    return length != null && length.length() > MAX_LENGTH_DIGITS
        ? new Answer(413, problem("the body must be shorter than 100 kB"))
        : null;
  }

  private Future<Answer> route(HttpServerRequest request, Buffer body) {
    HttpMethod method = request.method();
    String asked = request.path();
    if (asked.equals(path + "/log") && method == HttpMethod.GET) {
      return theFleet().log(number(request.getParam("from"))).map(json -> ok(json.toBuffer()));
    }
    if (asked.equals(path + "/plan") && method == HttpMethod.GET) {
      return explained().map(json -> ok(json.toBuffer()));
    }
    boolean reads = asked.equals(ROOT) || asked.equals(path);
    if (reads && method == HttpMethod.GET) {
      return statusJson()
          .map(
              json ->
                  ok(asked.equals(ROOT) ? new JsonArray().add(json).toBuffer() : json.toBuffer()));
    }
    if (reads || asked.startsWith(path + "/") && method != HttpMethod.POST) {
      return Future.succeededFuture(
          new Answer(405, problem("GET reads a migration, POST " + path + "/COMMAND steers it")));
    }
    if (!asked.startsWith(path + "/")) {
      return Future.succeededFuture(
          new Answer(404, problem("there is no " + asked + "; this process has " + path)));
    }
    String command = asked.substring(path.length() + 1);
    JsonObject given = json(body);
    if (command.equals("forget")) {
      return forget(text(given, "member"), flag(given, "dryRun"));
    }
    return fleet
        .map(FleetApi::elsewhere)
        .orElseGet(() -> Future.succeededFuture(Optional.empty()))
        .compose(
            elsewhere ->
                elsewhere.isEmpty()
                    ? command(command, given)
                    : Future.succeededFuture(moved(elsewhere.get() + asked)));
  }

  private static Answer moved(String location) {
    return new Answer(
        307, problem("another member moves this migration: ask " + location), location);
  }

  private FleetApi theFleet() {
    return fleet.orElseThrow(
        () ->
            new IllegalStateException(
                "only one process takes part: a migration that several share, and its log, need a"
                    + " PostgreSQL as control store (migration.control)"));
  }

  private static long number(String text) {
    try {
      return text == null ? 1 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("from must be a number, was \"" + text + "\"", e);
    }
  }

  /** A text that must be there. */
  private static String text(JsonObject body, String name) {
    if (!(body.getValue(name) instanceof String text)) {
      throw new IllegalArgumentException(
          name + " must be a text, was " + body.getValue(name) + "; give it as JSON");
    }
    return text;
  }

  private Future<Answer> command(String command, JsonObject body) {
    boolean dry = flag(body, "dryRun");
    return switch (command) {
      case "walk" -> walk(text(body, "to"), dry);
      case "apply" -> apply(text(body, "plan"), dry);
      case "ramp" -> ramp(text(body, "to"), perMille(body), dry);
      case "reverse" -> reverse(body, dry);
      case "abort" -> dry ? way(ladder.wayOfAbort()) : begun(ladder.abort());
      case "pause" -> dry ? would("hold jobs and walk where they are") : done(ladder.pause());
      case "resume" -> dry ? would("let jobs and walk go on") : done(ladder.resume());
      case "throttle" -> throttle(body, dry);
      case "verify" -> done(ladder.verify(flag(body, "repair") && !dry));
      case "repair" -> done(ladder.verify(!dry));
      case "complete" ->
          dry ? way(ladder.wayOfComplete()) : done(ladder.complete(text(body, "confirm")));
      default ->
          Future.succeededFuture(
              new Answer(
                  404,
                  problem(
                      "there is no command "
                          + command
                          + "; there are apply, walk, ramp, reverse, abort, pause, resume,"
                          + " throttle, verify, repair and complete")));
    };
  }

  private Future<Answer> walk(String to, boolean dry) {
    return dry ? way(ladder.wayTo(to)) : begun(ladder.walkTo(to));
  }

  private Future<Answer> ramp(String to, int perMille, boolean dry) {
    return dry ? way(ladder.wayOfRamp(to, perMille)) : begun(ladder.ramp(to, perMille));
  }

  private Future<Answer> forget(String name, boolean dry) {
    return dry
        ? theFleet().wouldForget(name).compose(may -> would("strike " + name + " off the list"))
        : done(theFleet().forget(name));
  }

  private static Future<Answer> way(Future<List<String>> way) {
    return way.map(lines -> ok(new JsonObject().put("way", new JsonArray(lines)).toBuffer()));
  }

  private static Future<Answer> would(String what) {
    return way(Future.succeededFuture(List.of("would " + what)));
  }

  private Future<Answer> done(Future<?> work) {
    return work.compose(done -> status(200));
  }

  /** Walks to the top by the plan that this process has, and by no other. */
  private Future<Answer> apply(String hash, boolean dry) {
    String own = plan.map(Plan::hash).orElse("");
    if (!hash.equals(own)) {
      throw new IllegalStateException(
          "this process has "
              + (own.isEmpty() ? "no plan" : "plan " + own.substring(0, 12))
              + ", not "
              + hash
              + ": start it with --migration-plan and the file");
    }
    return ladder.status().compose(status -> walk(status.steps().top().id(), dry));
  }

  private Future<Answer> reverse(JsonObject body, boolean dry) {
    if (dry) {
      return way(ladder.wayTo(FIRST));
    }
    Future<Void> cut =
        body.containsKey("cut") ? ladder.cutAt(text(body, "cut")) : Future.succeededFuture();
    return cut.compose(set -> begun(ladder.walkTo(FIRST)));
  }

  private Future<JsonObject> explained() {
    return ladder
        .status()
        .map(
            status ->
                new JsonObject()
                    .put("strategy", status.steps().strategy().id())
                    .put("hash", plan.map(Plan::hash).orElse(""))
                    .put("violations", violations(status.steps()))
                    .put(
                        "explanation",
                        plan.map(Explanation::of)
                            .orElseGet(
                                () -> String.join("\n", Explanation.table(status.steps())))));
  }

  private static JsonArray violations(Steps steps) {
    return new JsonArray(
        Linter.lint(steps).stream()
            .map(
                violation ->
                    new JsonObject()
                        .put("what", violation.toString())
                        .put("waived", violation.waived())
                        .put("history", new JsonArray(violation.history())))
            .toList());
  }

  private static int perMille(JsonObject body) {
    if (!(body.getValue("perMille") instanceof Integer perMille)) {
      throw new IllegalArgumentException(
          "perMille must be a whole number, 0..1000, was " + body.getValue("perMille"));
    }
    return perMille;
  }

  /** Answers while it goes on; how it goes on is in the status. */
  private Future<Answer> begun(Future<Void> walk) {
    // a walk that is refused has failed by the time the ladder tells where it stands
    return status(202)
        .compose(begun -> walk.failed() ? walk.mapEmpty() : Future.succeededFuture(begun));
  }

  private Future<Answer> status(int code) {
    return statusJson().map(json -> new Answer(code, json.toBuffer()));
  }

  private Future<JsonObject> statusJson() {
    Future<JsonObject> own = ladder.status().map(LadderStatus::toJson);
    return fleet.map(others -> own.compose(others::addTo)).orElse(own);
  }

  /** What is not named stays as it is. */
  private Future<Answer> throttle(JsonObject body, boolean dry) {
    if (!Throttling.names(body)) {
      throw new IllegalArgumentException("nothing to change: give " + Throttling.ALLOWED);
    }
    UnaryOperator<BackOff> change = Throttling.backOff(body);
    Optional<Integer> rate = Throttling.rate(body);
    if (dry) {
      JsonObject wanted = body.copy();
      wanted.remove("dryRun");
      return would("let jobs go by " + wanted.encode());
    }
    return done(
        ladder
            .giveWay(change)
            .compose(
                given ->
                    rate.isPresent() ? ladder.throttle(rate.get()) : Future.succeededFuture()));
  }

  /** A flag that is false if it is not there. */
  private static boolean flag(JsonObject body, String name) {
    if (!(body.getValue(name, false) instanceof Boolean flag)) {
      throw new IllegalArgumentException(
          name + " must be true or false, was " + body.getValue(name));
    }
    return flag;
  }

  private static JsonObject json(Buffer body) {
    try {
      return body.length() == 0 ? new JsonObject() : new JsonObject(body);
    } catch (DecodeException e) {
      throw new IllegalArgumentException("the body must be a JSON object", e);
    }
  }

  private static Answer ok(Buffer body) {
    return new Answer(200, body);
  }

  private static Answer explain(Throwable cause) {
    int status =
        cause instanceof IllegalArgumentException || cause instanceof ClassCastException
            ? 400
            : cause instanceof IllegalStateException ? 409 : 500;
    return new Answer(status, problem(String.valueOf(cause.getMessage())));
  }

  private static Buffer problem(String message) {
    return new JsonObject().put("error", message).toBuffer();
  }

  private static void answer(HttpServerRequest request, Answer answer) {
    if (request.response().ended() || request.response().closed()) {
      return;
    }
    if (!answer.location().isEmpty()) {
      request.response().putHeader("location", answer.location());
    }
    request
        .response()
        .setStatusCode(answer.status())
        .putHeader("content-type", "application/json")
        .end(answer.body().appendString("\n"));
  }
}
