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
 * Our own generator in its closed model: each connection is always busy, and no answer is looked
 * into. Latency is from the sending, there is no intended start.
 */
final class OwnLoad implements Load {

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
        + base.wire().loops()
        + " loops, "
        + base.wire().connections()
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

  /**
   * Asks at a steady rate, however long answers take; latency is from the intended start.
   *
   * @return faults in the words of the generator if it did not keep to the rate
   */
  PacedReport run(String url, double perSecond, Duration time) throws Exception {
    LoadOptions paced = base.to(URI.create(url)).at(perSecond, Duration.ZERO, time).unchecked();
    LoadRun run = LoadRun.start(vertx, paced, second -> {});
    LoadSummary summary = Futures.awaitOrEnd(run.result(), run::stop);
    return new PacedReport(
        perSecond,
        summary.achievedRate(),
        summary.response().p50Micros() / 1e3,
        summary.response().p99Micros() / 1e3,
        summary.result().faults());
  }

  private LoadOptions options(String url, Duration time) {
    return base.to(URI.create(url)).closed(base.wire().connections(), time).unchecked();
  }
}
