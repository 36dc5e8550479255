package io.laminar.deploy.bench;

import io.laminar.deploy.command.Futures;
import io.laminar.load.LoadOptions;
import io.laminar.load.LoadRun;
import io.laminar.load.LoadSummary;
import io.laminar.load.tally.Outcome;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;

/**
 * Our own generator, asked for far more than the server can do, so that its connections are always
 * busy and what is due beyond that is dropped. Latency is from the sending, not from the intended
 * start, which means nothing here.
 */
final class OwnLoad implements Load {

  private static final double BEYOND_REACH = 1_000_000;

  private final Vertx vertx;
  private final LoadOptions base;

  /**
   * @param base everything but address, rate and duration
   */
  OwnLoad(Vertx vertx, LoadOptions base) {
    this.vertx = vertx;
    this.base = base;
  }

  @Override
  public String title() {
    return "laminar's generator in this process, "
        + base.loops()
        + " loops, "
        + base.connections()
        + " connections";
  }

  @Override
  public boolean sharesProcess() {
    return true;
  }

  @Override
  public LoadReport run(String url, Duration time) throws Exception {
    LoadRun run = LoadRun.start(vertx, options(url, time), second -> {});
    LoadSummary summary = Futures.awaitOrEnd(run.result(), run::stop);
    long answered = summary.counts().answered();
    return new LoadReport(
        summary.achievedRate(),
        answered,
        summary.service().p50Micros() / 1e3,
        summary.service().p99Micros() / 1e3,
        summary.counts().ended() - answered,
        summary.counts().count(Outcome.REJECTED) + summary.counts().count(Outcome.SERVER_ERROR));
  }

  private LoadOptions options(String url, Duration time) {
    return new LoadOptions(
        URI.create(url),
        BEYOND_REACH,
        false,
        time,
        Duration.ZERO,
        base.connections(),
        1,
        base.loops(),
        base.users(),
        base.zipfExponent(),
        base.seed(),
        base.tmax(),
        base.timeout(),
        base.connections(),
        base.maxLag(),
        0,
        base.notices());
  }
}
