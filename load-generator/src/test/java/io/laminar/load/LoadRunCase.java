package io.laminar.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/**
 * Whole runs against a real server. Counts are exact; times are not asserted, since the machine may
 * be busy, so the limits on them are wide where they are not the point.
 */
@Timeout(180)
abstract class LoadRunCase {

  static Vertx vertx;

  final List<LoadSecond> seconds = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(4));
  }

  @AfterAll
  static void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  LoadSummary run(String url, String... changes) throws Exception {
    return result(LoadRun.start(vertx, options(url, changes), seconds::add));
  }

  static LoadSummary result(LoadRun run) throws Exception {
    return run.result().toCompletionStage().toCompletableFuture().get(150, TimeUnit.SECONDS);
  }

  /** Limits on time so wide that a busy machine does not reach them, unless a test narrows them. */
  static LoadOptions options(String url, String... changes) {
    String[] wide = {"url", url, "ramp", "0ms", "tmax", "20s", "timeout", "20s", "max-lag", "20s"};
    String[] all = new String[wide.length + changes.length];
    System.arraycopy(wide, 0, all, 0, wide.length);
    System.arraycopy(changes, 0, all, wide.length, changes.length);
    return TestOptions.of(all);
  }
}
