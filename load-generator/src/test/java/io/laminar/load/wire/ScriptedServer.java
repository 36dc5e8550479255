package io.laminar.load.wire;

import io.laminar.load.time.ManualTime;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.function.Function;

/** A server under manual time: works on one request per connection, as long as the script says. */
public final class ScriptedServer implements Line.Opener {

  private final ManualTime time;
  private final Duration reopening;
  private final Function<Buffer, Duration> work;
  private boolean lineWasLost;

  /**
   * @param reopening how long it takes to open a line once one was lost
   * @param work how long the server takes from now on for a request
   */
  public ScriptedServer(ManualTime time, Duration reopening, Function<Buffer, Duration> work) {
    this.time = time;
    this.reopening = reopening;
    this.work = work;
  }

  @Override
  public Future<Line> open(Line.Listener listener) {
    Line line =
        new Line() {
          @Override
          public void send(Call call) {
            Duration duration = work.apply(call.body());
            call.cancelWith(
                () -> {
                  lineWasLost = true;
                  listener.closed(this);
                });
            call.sent();
            time.after(duration.toNanos(), () -> answer(call));
          }

          private void answer(Call call) {
            call.answered(204, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
            listener.freed(this);
          }

          @Override
          public Future<Void> close() {
            listener.closed(this);
            return Future.succeededFuture();
          }
        };
    if (!lineWasLost) {
      return Future.succeededFuture(line);
    }
    Promise<Line> opened = Promise.promise();
    time.after(reopening.toNanos(), () -> opened.complete(line));
    return opened.future();
  }
}
