package io.laminar.load.watch;

import io.laminar.load.result.Mark;
import io.laminar.migration.config.Setting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Asks twice a second: the bidder's {@code /health/ready} for its canary, and the admin API for the
 * step of a migration; keeps a mark of each change. Whoever does not answer, or not so, is not
 * watched: the load does not depend on it. Any thread may read.
 */
public final class Watch {

  public static final Setting<Boolean> BIDDER =
      Setting.flag(
          "load.watch", true, "whether the bidder's canary is shown, from its /health/ready");
  public static final Setting<String> MIGRATION =
      Setting.matching(
          "load.migration-url",
          Pattern.compile(
              "(https?://[A-Za-z0-9._\\-]+(:[0-9]{1,5})?/migrations/[A-Za-z0-9._\\-]+)?"),
          "http or https://host[:port]/migrations/NAME, or empty",
          "",
          "the migration whose step is shown, at the admin API of the bidder");

  public static final List<Setting<?>> SETTINGS = List.of(BIDDER, MIGRATION);

  private static final long PERIOD_MILLIS = 500;
  private static final long ANSWER_MILLIS = 2_000;
  private static final int NOT_READY = 503;

  private final Vertx vertx;
  private final HttpClient client;
  private final String ready;
  private final String migration;
  private final LongSupplier epochMillis;
  private final List<Mark> marks = new CopyOnWriteArrayList<>();
  private Future<?> asking = Future.succeededFuture();
  private volatile Sight sight = Sight.NOTHING;
  private volatile boolean closed;
  private long timer;

  private Watch(Vertx vertx, String ready, String migration, LongSupplier epochMillis) {
    this.vertx = vertx;
    this.ready = ready;
    this.migration = migration;
    this.epochMillis = epochMillis;
    this.client = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(true));
  }

  /**
   * Begins.
   *
   * @param bidder any address of the bidder; null = its canary is not watched
   * @param migration its address; empty = none is watched
   */
  public static Watch start(Vertx vertx, URI bidder, String migration, LongSupplier epochMillis) {
    String ready = bidder == null ? "" : bidder.resolve("/health/ready").toString();
    var watch = new Watch(vertx, ready, migration, epochMillis);
    watch.look();
    watch.timer = vertx.setPeriodic(PERIOD_MILLIS, time -> watch.lookUnlessLooking());
    return watch;
  }

  /** What was seen last. */
  public Sight sight() {
    return sight;
  }

  /** Every change, the first sight included. */
  public List<Mark> marks() {
    return List.copyOf(marks);
  }

  public Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    return client.close();
  }

  private void lookUnlessLooking() {
    if (asking.isComplete() && !closed) {
      look();
    }
  }

  private void look() {
    Future<String> canary = ask(ready, Watch::canary);
    Future<String> step = ask(migration, Watch::step);
    asking =
        Future.join(canary, step).onSuccess(both -> saw(new Sight(canary.result(), step.result())));
  }

  private void saw(Sight now) {
    Sight before = sight;
    sight = now;
    long at = epochMillis.getAsLong();
    mark(at, "canary", before.canary(), now.canary());
    mark(at, "step", before.step(), now.step());
  }

  private void mark(long at, String kind, String before, String now) {
    if (!now.isEmpty() && !now.equals(before)) {
      marks.add(new Mark(at, kind, now));
    }
  }

  /** Empty if nobody tells. */
  private Future<String> ask(String url, Function<Answer, String> meaning) {
    if (url.isEmpty()) {
      return Future.succeededFuture("");
    }
    return client
        .request(new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(url))
        // nested, so that the body is asked for before it has gone by
        .compose(request -> request.send().compose(Watch::answer))
        .timeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
        .map(meaning)
        .otherwise("");
  }

  private record Answer(int status, String body) {}

  private static Future<Answer> answer(HttpClientResponse response) {
    return response.body().map(body -> new Answer(response.statusCode(), body.toString()));
  }

  private static String canary(Answer answer) {
    if (answer.status() != 200 && answer.status() != NOT_READY) {
      return "";
    }
    JsonArray reasons = new JsonObject(answer.body()).getJsonArray("reasons", new JsonArray());
    for (int i = 0; i < reasons.size(); i++) {
      JsonObject reason = reasons.getJsonObject(i);
      if (reason.getString("subject", "").contains("canary")) {
        return reason.getString("problem", "missing");
      }
    }
    return "alive";
  }

  private static String step(Answer answer) {
    return answer.status() == 200 ? new JsonObject(answer.body()).getString("step", "") : "";
  }
}
