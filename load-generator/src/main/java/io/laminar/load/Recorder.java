package io.laminar.load;

import io.laminar.load.result.ResultFolder.Recorded;
import io.laminar.load.result.RunResult;
import io.laminar.load.result.SecondRow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps each second of a run, about two kilobytes each. Compresses them on a thread of its own, so
 * that no event loop is held up by its own measurement. Thread-safe.
 */
public final class Recorder implements Consumer<LoadSecond>, AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final LongSupplier epochMillis;
  private final List<SecondRow> rows = new ArrayList<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            var made = new Thread(task, "load-recorder");
            made.setDaemon(true);
            return made;
          });

  /**
   * @param epochMillis the wall clock
   */
  public Recorder(LongSupplier epochMillis) {
    this.epochMillis = epochMillis;
  }

  @Override
  public void accept(LoadSecond second) {
    long at = epochMillis.getAsLong();
    thread.execute(() -> keep(second.row(at)));
  }

  /**
   * Waits until all is kept. Blocks.
   *
   * @param result of the run
   * @throws InterruptedException if the waiting is interrupted
   * @throws IllegalStateException if it takes longer than a minute
   */
  public Recorded finish(RunResult result) throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "the seconds of the run are not kept after " + PATIENCE_SECONDS + " s");
    }
    synchronized (rows) {
      return new Recorded(result, rows);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void keep(SecondRow row) {
    synchronized (rows) {
      rows.add(row);
    }
  }
}
