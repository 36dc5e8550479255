package io.laminar.stats.server;

import io.laminar.stats.report.StatsQuery;
import io.laminar.stats.report.StatsReader;
import io.laminar.stats.report.StatsTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Statistics over HTTP.
 *
 * <pre>
 * GET /stats                  rows; by=hour|day|month, campaign, creative, deal, exchange, reason;
 *                             from, to, day, hour (UTC); campaign, creative, deal, exchange, reason;
 *                             format=json|csv
 * GET /stats/reconciliation   whether they fit together; from, to, day
 * GET /stats/day              a campaign's day as the stores of days have it; campaign, day
 * GET /stats/dead-letters     what could not be counted, the newest first; limit=1..1000
 * GET /status                 how the service is: lag, rates, canary, and what troubles it
 * </pre>
 *
 * <p>400 what was asked is wrong, 404 there is no such thing, 405 not with this method, 503 the
 * database does not answer; the body says why.
 */
public final class StatsApi {

  private static final Set<String> QUERY =
      Set.of(
          "by",
          "from",
          "to",
          "day",
          "hour",
          "campaign",
          "creative",
          "deal",
          "exchange",
          "reason",
          "format");
  private static final Set<String> SPAN = Set.of("from", "to", "day");
  private static final Set<String> LIMIT = Set.of("limit");
  private static final int MOST_LETTERS = 1_000;
  private static final int USUAL_LETTERS = 100;

  private static final Set<String> OF_A_DAY = Set.of("campaign", "day");

  private final StatsReader reader;
  private final Sources sources;
  private HttpServer server;

  private StatsApi(Sources sources) {
    this.reader = sources.reader();
    this.sources = sources;
  }

  /** The totals of a campaign's day by measure, from the stores of days. */
  public interface Days {
    Future<Map<String, Long>> totals(String campaign, LocalDate day);
  }

  /**
   * What is answered from.
   *
   * @param status of the service
   * @param rememberedFrom the first day whose notices are all remembered
   */
  public record Sources(
      StatsReader reader,
      Days days,
      Supplier<JsonObject> status,
      Supplier<LocalDate> rememberedFrom) {}

  private record Answer(int status, String contentType, String body) {}

  /**
   * Listens.
   *
   * @return fails if the port is taken
   */
  public static Future<StatsApi> listen(Vertx vertx, ApiOptions options, Sources sources) {
    var api = new StatsApi(sources);
    return vertx
        .createHttpServer()
        .requestHandler(api::handle)
        .listen(options.port(), options.host())
        .map(
            listening -> {
              api.server = listening;
              return api;
            })
        .recover(
            failure ->
                Future.failedFuture(
                    new IOException(
                        "the statistics cannot listen on "
                            + options.host()
                            + ":"
                            + options.port()
                            + " ("
                            + ApiOptions.HOST.key()
                            + ", "
                            + ApiOptions.PORT.key()
                            + "): "
                            + failure.getMessage(),
                        failure)));
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  public Future<Void> close() {
    return server.close();
  }

  private void handle(HttpServerRequest request) {
    if (request.method() != HttpMethod.GET) {
      request.response().putHeader("allow", "GET");
      write(request, problem(405, "statistics are only read: GET"));
      return;
    }
    Future.succeededFuture()
        .compose(go -> answer(request))
        .otherwise(StatsApi::explain)
        .onSuccess(answer -> write(request, answer));
  }

  private Future<Answer> answer(HttpServerRequest request) {
    return switch (request.path()) {
      case "/stats" -> table(request);
      case "/stats/reconciliation" -> reconcile(request);
      case "/stats/day" -> day(request);
      case "/stats/dead-letters" -> deadLetters(request);
      case "/status" -> Future.succeededFuture(json(200, sources.status().get()));
      default ->
          Future.succeededFuture(
              problem(
                  404,
                  "there is no "
                      + request.path()
                      + "; there are /stats, /stats/reconciliation, /stats/day,"
                      + " /stats/dead-letters and /status"));
    };
  }

  private Future<Answer> table(HttpServerRequest request) {
    requireKnown(request, QUERY);
    String format = request.getParam("format", "json");
    if (!format.equals("json") && !format.equals("csv")) {
      throw new IllegalArgumentException("format must be json or csv, was \"" + format + "\"");
    }
    StatsQuery query = StatsQuery.parse(request::getParam);
    return reader.table(query).map(table -> answer(table, query, format.equals("csv")));
  }

  private static Answer answer(StatsTable table, StatsQuery query, boolean csv) {
    if (csv) {
      return new Answer(200, "text/csv; charset=utf-8", table.toCsv());
    }
    var body = new JsonObject();
    query.from().ifPresent(from -> body.put("from", from.toString()));
    query.to().ifPresent(to -> body.put("to", to.toString()));
    return json(200, body.put("rows", table.toJson()));
  }

  private Future<Answer> reconcile(HttpServerRequest request) {
    requireKnown(request, SPAN);
    StatsQuery span =
        StatsQuery.parse(
            name ->
                name.equals("by") ? "day" : SPAN.contains(name) ? request.getParam(name) : null);
    return reader
        .reconcile(
            span.from().map(StatsApi::day).orElse(null),
            span.to().map(StatsApi::day).orElse(null),
            sources.rememberedFrom().get())
        .map(found -> json(200, found.toJson()));
  }

  private Future<Answer> day(HttpServerRequest request) {
    requireKnown(request, OF_A_DAY);
    String campaign = request.getParam("campaign");
    if (campaign == null || request.getParam("day") == null) {
      throw new IllegalArgumentException("campaign and day must be given");
    }
    StatsQuery asked = StatsQuery.parse(name -> name.equals("day") ? request.getParam(name) : null);
    LocalDate day = day(asked.from().orElseThrow());
    return sources
        .days()
        .totals(campaign, day)
        .map(
            totals -> {
              var body = new JsonObject().put("campaign", campaign).put("day", day.toString());
              totals.forEach(body::put);
              return json(200, body);
            });
  }

  private Future<Answer> deadLetters(HttpServerRequest request) {
    requireKnown(request, LIMIT);
    String text = request.getParam("limit", Integer.toString(USUAL_LETTERS));
    if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > MOST_LETTERS) {
      throw new IllegalArgumentException(
          "limit must be 1.." + MOST_LETTERS + ", was \"" + text + "\"");
    }
    return reader
        .kept(Integer.parseInt(text))
        .map(
            kept -> {
              var array = new JsonArray();
              kept.forEach(
                  letter ->
                      array.add(
                          new JsonObject()
                              .put("topicId", letter.topicId())
                              .put("partition", letter.partition())
                              .put("offset", letter.offset())
                              .put("reason", letter.reason())
                              .put("bytes", letter.bytes())
                              .put("keptAt", letter.keptAt().toString())));
              return json(200, new JsonObject().put("deadLetters", array));
            });
  }

  /** A parameter that is misspelt must not silently widen the answer. */
  private static void requireKnown(HttpServerRequest request, Set<String> known) {
    for (String name : request.params().names()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "there is no parameter "
                + name
                + "; there are "
                + String.join(", ", new TreeSet<>(known)));
      }
      if (request.params().getAll(name).size() > 1) {
        throw new IllegalArgumentException("parameter " + name + " is given twice");
      }
    }
  }

  private static LocalDate day(Instant begin) {
    return LocalDate.ofInstant(begin, ZoneOffset.UTC);
  }

  private static Answer explain(Throwable cause) {
    return problem(
        cause instanceof IllegalArgumentException ? 400 : 503, String.valueOf(cause.getMessage()));
  }

  private static Answer problem(int status, String message) {
    return json(status, new JsonObject().put("error", message));
  }

  private static Answer json(int status, JsonObject body) {
    return new Answer(status, "application/json", body.encodePrettily() + "\n");
  }

  private static void write(HttpServerRequest request, Answer answer) {
    if (request.response().ended() || request.response().closed()) {
      return;
    }
    request
        .response()
        .setStatusCode(answer.status())
        .putHeader("content-type", answer.contentType())
        .putHeader("cache-control", "no-store")
        .end(answer.body());
  }
}
