package io.laminar.migration.control;

import io.laminar.migration.config.BearerToken;
import io.laminar.migration.config.ConfigurationException;
import io.laminar.migration.ladder.Ladder;
import io.laminar.migration.ladder.LadderStatus;
import io.laminar.migration.plan.Explanation;
import io.laminar.migration.plan.Linter;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Function;

/**
 * The admin API, JSON in and out:
 *
 * <pre>
 * GET  /migrations                    all migrations of this process
 * GET  /migrations/NAME               where it stands, why it waits, what goes on, who takes part
 * GET  /migrations/NAME/plan          its steps, what they may lose, what the linter says, its hash
 * GET  /migrations/NAME/log           what was published and ordered, and whether the chains hold;
 *                                     ?from=N
 * POST /migrations/plan               a plan, YAML or JSON: in full, and its hash
 * POST /migrations/lint               the same: whether its steps are safe side by side
 * POST /migrations/explain            the same: its steps, what they may lose, what is faked
 * POST /migrations/NAME/walk          {"to": "S5"}; answers 202 at once
 * POST /migrations/NAME/apply         {"plan": "HASH"}; walks to the top; answers 202 at once
 * POST /migrations/NAME/ramp          {"to": "S5", "perMille": 10}; answers 202 at once
 * POST /migrations/NAME/reverse       walks back to the start; {"cut": "DATE"} in a rollover
 * POST /migrations/NAME/abort         the same, as long as the old store leads; {"withoutNew":
 *                                     true, "confirm": "NAME"} if the new one is gone
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
 * <p>Who gives a command is told by the header {@code laminar-operator}; it is written into the
 * fleet's log with the command.
 *
 * <p>A command for a fleet that another member moves is answered with 307 and where to ask.
 *
 * <p>400 what was asked is wrong, 401 the token was not shown, 404 there is no such thing, 405 not
 * with this method, 409 not in this state, 411 and 413 the body's length is unknown or too long,
 * 503 the control store is away; the body says why, and everything that is wrong at once.
 */
final class MigrationApi implements Handler<HttpServerRequest> {

  private static final String ROOT = "/migrations";
  private static final int MAX_LENGTH_DIGITS = 5;
  private static final int MAX_NAME = 100;

  /** A header that says who gives a command. */
  private static final String OPERATOR = "laminar-operator";

  private final Vertx vertx;
  private final Ladder ladder;
  private final Optional<FleetApi> fleet;
  private final String path;
  private final Optional<Plan> plan;
  private final Commands commands;

  MigrationApi(
      Vertx vertx, Ladder ladder, Optional<FleetApi> fleet, String name, Optional<Plan> plan) {
    this.vertx = vertx;
    this.ladder = ladder;
    this.fleet = fleet;
    this.path = ROOT + "/" + name;
    this.plan = plan;
    this.commands = new Commands(ladder, fleet, plan, this::statusJson);
  }

  /** Between the opening of the port and the reading of where the migration stands. */
  static void notYet(HttpServerRequest request) {
    answer(request, Answer.problem(503, "the process is starting; try again"));
  }

  /** Who does not show the token learns nothing, not even which migrations there are. */
  static Handler<HttpServerRequest> guarded(BearerToken token, Handler<HttpServerRequest> behind) {
    return request -> {
      if (token.admits(request.getHeader("authorization"))) {
        behind.handle(request);
        return;
      }
      request.response().putHeader("www-authenticate", "Bearer").putHeader("connection", "close");
      answer(
          request,
          Answer.problem(
              401, "send authorization: Bearer TOKEN, as " + MigrationOptions.ADMIN_TOKEN.key()));
    };
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
      return Answer.problem(411, "send the body with a content-length");
    }
    String length = request.getHeader("content-length");
    return length != null && length.length() > MAX_LENGTH_DIGITS
        ? Answer.problem(413, "the body must be shorter than 100 kB")
        : null;
  }

  /** A migration may have the name of a question: GET reads the one, POST puts the other. */
  private Future<Answer> route(HttpServerRequest request, Buffer body) {
    boolean posted = request.method() == HttpMethod.POST;
    return PlanDesk.ask(request.path())
        .filter(question -> posted || !request.path().equals(path))
        .map(question -> posted ? aside(question, body) : notRead(request.path()))
        .orElseGet(() -> routeToMigration(request, body));
  }

  private static Future<Answer> notRead(String asked) {
    return Future.succeededFuture(Answer.problem(405, "POST a plan, YAML or JSON, to " + asked));
  }

  private Future<Answer> routeToMigration(HttpServerRequest request, Buffer body) {
    HttpMethod method = request.method();
    String asked = request.path();
    if (asked.equals(path + "/log") && method == HttpMethod.GET) {
      return theFleet()
          .log(number(request.getParam("from")))
          .map(json -> Answer.ok(json.toBuffer()));
    }
    if (asked.equals(path + "/plan") && method == HttpMethod.GET) {
      return explained().map(json -> Answer.ok(json.toBuffer()));
    }
    boolean reads = asked.equals(ROOT) || asked.equals(path);
    if (reads && method == HttpMethod.GET) {
      return statusJson()
          .map(
              json ->
                  Answer.ok(
                      asked.equals(ROOT) ? new JsonArray().add(json).toBuffer() : json.toBuffer()));
    }
    if (reads || asked.startsWith(path + "/") && method != HttpMethod.POST) {
      return Future.succeededFuture(
          Answer.problem(405, "GET reads a migration, POST " + path + "/COMMAND steers it"));
    }
    if (!asked.startsWith(path + "/")) {
      return Future.succeededFuture(
          Answer.problem(404, "there is no " + asked + "; this process has " + path));
    }
    return steer(asked.substring(path.length() + 1), request, Fields.of(body));
  }

  /** The linter may think for a while: one plan after the other, not on this event loop. */
  private Future<Answer> aside(Function<String, JsonObject> question, Buffer plan) {
    return vertx
        .executeBlocking(() -> question.apply(plan.toString()), true)
        .map(json -> Answer.ok(json.toBuffer()));
  }

  /** The list of members may be mended anywhere; all else is for the one that moves it. */
  private Future<Answer> steer(String command, HttpServerRequest request, Fields fields) {
    String who = who(request);
    return fleet
        .filter(others -> !command.equals("forget"))
        .map(FleetApi::elsewhere)
        .orElseGet(() -> Future.succeededFuture(Optional.empty()))
        .compose(
            elsewhere ->
                elsewhere.isEmpty()
                    ? commands.run(command, fields, who)
                    : Future.succeededFuture(Answer.moved(elsewhere.get() + request.path())));
  }

  /** As the caller calls itself, and where the call comes from: a claim, not a proof. */
  private static String who(HttpServerRequest request) {
    String said = request.getHeader(OPERATOR);
    String name = said == null ? "" : said.replaceAll("\\p{C}", "").strip();
    String from = request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
    return name.isEmpty()
        ? from
        : name.substring(0, Math.min(MAX_NAME, name.length())) + " (" + from + ")";
  }

  private FleetApi theFleet() {
    return fleet.orElseThrow(MigrationApi::notShared);
  }

  static IllegalStateException notShared() {
    return new IllegalStateException(
        "only one process takes part: a migration that several share, and its log, need a"
            + " PostgreSQL as control store (migration.control)");
  }

  private static long number(String text) {
    try {
      return text == null ? 1 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("from must be a number, was \"" + text + "\"", e);
    }
  }

  private Future<JsonObject> explained() {
    return ladder
        .status()
        .map(
            status ->
                new JsonObject()
                    .put("strategy", status.steps().strategy().id())
                    .put("hash", plan.map(Plan::hash).orElse(""))
                    .put("plan", plan.map(Plan::toShownJson).orElse(null))
                    .put("violations", PlanDesk.violations(Linter.lint(status.steps())))
                    .put(
                        "explanation",
                        plan.map(Explanation::of)
                            .orElseGet(
                                () -> String.join("\n", Explanation.table(status.steps())))));
  }

  private Future<JsonObject> statusJson() {
    Future<JsonObject> own = ladder.status().map(LadderStatus::toJson);
    return fleet.map(others -> own.compose(others::addTo)).orElse(own);
  }

  private static Answer explain(Throwable cause) {
    if (cause instanceof ConfigurationException wrong) {
      return Answer.problems(wrong.problems());
    }
    int status =
        cause instanceof IllegalArgumentException
            ? 400
            : cause instanceof IllegalStateException
                ? 409
                : cause instanceof StoreException ? 503 : 500;
    return Answer.problem(status, String.valueOf(cause.getMessage()));
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
