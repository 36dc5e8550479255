package io.laminar.deploy.demo;

import io.laminar.deploy.load.Results;
import io.laminar.load.LoadSecond;
import io.laminar.load.LoadSummary;
import io.laminar.load.Recorder;
import io.laminar.load.result.RunResult;
import io.laminar.load.watch.Watch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The demonstration's load as a result in files, with a mark for each step and for the canary. */
final class DemoReport implements Consumer<LoadSecond> {

  private final Path folder;
  private final Recorder recorder = new Recorder(System::currentTimeMillis);
  private final Watch watch;

  private DemoReport(Path folder, Watch watch) {
    this.folder = folder;
    this.watch = watch;
  }

  /**
   * Begins to watch.
   *
   * @param bidder any address of it
   * @param migration its address at the admin API
   */
  static DemoReport start(Vertx vertx, Path folder, URI bidder, String migration) {
    return new DemoReport(folder, Watch.start(vertx, bidder, migration, System::currentTimeMillis));
  }

  /** Keeps a second of load. */
  @Override
  public void accept(LoadSecond second) {
    recorder.accept(second);
  }

  /** Writes the result; blocks. */
  void write(LoadSummary summary) throws IOException, InterruptedException {
    RunResult result = summary.result().with(List.of(), List.of(), watch.marks());
    Results.write(folder, "The demonstration", recorder.finish(result));
  }

  Future<Void> close() {
    recorder.close();
    return watch.close();
  }
}
