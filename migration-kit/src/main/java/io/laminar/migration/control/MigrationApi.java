package io.laminar.migration.control;

import io.laminar.migration.ladder.Ladder;
import io.laminar.migration.ladder.LadderStatus;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The admin API, JSON in and out:
 *
 * <pre>
 * GET  /migrations                    all migrations of this process
 * GET  /migrations/NAME               where it stands, why it waits, what goes on
 * POST /migrations/NAME/walk          {"to": "S5"}; answers 202 at once
 * POST /migrations/NAME/pause, resume
 * POST /migrations/NAME/throttle      {"perSecond": 20000}; 0 = unlimited
 * POST /migrations/NAME/verify        {"repair": true}; answers when it is done
 * POST /migrations/NAME/complete      {"confirm": "NAME"}; answers when it is done
 * </pre>
 *
 * <p>400 what was asked is wrong, 404 there is no such thing, 405 not with this method, 409 not in
 * this state, 411 and 413 the body's length is unknown or too long; the body says why.
 */
final class MigrationApi implements Handler<HttpServerRequest> {

  private static final String ROOT = "/migrations";
  private static final int MAX_LENGTH_DIGITS = 5;

  private final Ladder ladder;
  private final String path;

  MigrationApi(Ladder ladder, String name) {
    this.ladder = ladder;
    this.path = ROOT + "/" + name;
  }

  private record Answer(int status, Buffer body) {}

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
        .compose(body -> route(request.method(), request.path(), body))
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

  private Future<Answer> route(HttpMethod method, String asked, Buffer body) {
    boolean reads = asked.equals(ROOT) || asked.equals(path);
    if (reads && method == HttpMethod.GET) {
      return ladder
          .status()
          .map(LadderStatus::toJson)
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
    return command(asked.substring(path.length() + 1), json(body));
  }

  private Future<Answer> command(String command, JsonObject body) {
    return switch (command) {
      case "walk" -> walk(body.getString("to", ""));
      case "pause" -> ladder.pause().compose(done -> status(200));
      case "resume" -> ladder.resume().compose(done -> status(200));
      case "throttle" -> ladder.throttle(rate(body)).compose(done -> status(200));
      case "verify" ->
          ladder.verify(body.getBoolean("repair", false)).compose(report -> status(200));
      case "complete" ->
          ladder.complete(body.getString("confirm", "")).compose(done -> status(200));
      default ->
          Future.succeededFuture(
              new Answer(
                  404,
                  problem(
                      "there is no command "
                          + command
                          + "; there are walk, pause, resume, throttle, verify and complete")));
    };
  }

  /** Begins and answers; how it goes on is in the status. */
  private Future<Answer> walk(String to) {
    Future<Void> walk = ladder.walkTo(to);
    // a walk that is refused has failed by the time the ladder tells where it stands
    return status(202)
        .compose(begun -> walk.failed() ? walk.mapEmpty() : Future.succeededFuture(begun));
  }

  private Future<Answer> status(int code) {
    return ladder.status().map(status -> new Answer(code, status.toJson().toBuffer()));
  }

  private static int rate(JsonObject body) {
    Integer rate = body.getInteger("perSecond");
    if (rate == null) {
      throw new IllegalArgumentException("perSecond is missing: entries a second, 0 = unlimited");
    }
    return rate;
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
    request
        .response()
        .setStatusCode(answer.status())
        .putHeader("content-type", "application/json")
        .end(answer.body().appendString("\n"));
  }
}
