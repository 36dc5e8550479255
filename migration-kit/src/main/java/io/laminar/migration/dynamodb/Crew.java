package io.laminar.migration.dynamodb;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * Does many things, a few at a time: for requests that an engine takes only one by one.
 *
 * <p>After the first failure nothing more is begun; the crew fails when what was under way has
 * ended. Belongs to one context.
 */
final class Crew<T, R> {

  private final List<T> tasks;
  private final int width;
  private final Function<T, Future<R>> work;
  private final Object[] results;
  private final Promise<List<R>> promise = Promise.promise();

  private int next;
  private int underWay;
  private boolean beginning;
  private Throwable failure;

  private Crew(List<T> tasks, int width, Function<T, Future<R>> work) {
    this.tasks = tasks;
    this.width = width;
    this.work = work;
    this.results = new Object[tasks.size()];
  }

  /**
   * Does all tasks.
   *
   * @param width how many may be under way at once
   * @return the results in the order of the tasks; what is done for nothing has null results
   */
  static <T, R> Future<List<R>> work(List<T> tasks, int width, Function<T, Future<R>> work) {
    if (tasks.size() == 1) {
      return work.apply(tasks.get(0)).map(Collections::singletonList);
    }
    var crew = new Crew<T, R>(tasks, width, work);
    crew.begin();
    return crew.promise.future();
  }

  /** A loop, not a recursion: what is done at once comes back to the loop that began it. */
  private void begin() {
    if (beginning) {
      return;
    }
    beginning = true;
    while (failure == null && next < tasks.size() && underWay < width) {
      begin(next++);
    }
    beginning = false;
    if (underWay == 0) {
      end();
    }
  }

  private void begin(int task) {
    underWay++;
    work.apply(tasks.get(task))
        .onComplete(
            done -> {
              underWay--;
              if (done.succeeded()) {
                results[task] = done.result();
              } else if (failure == null) {
                failure = done.cause();
              }
              begin();
            });
  }

  @SuppressWarnings("unchecked")
  private void end() {
    if (failure != null) {
      promise.fail(failure);
    } else {
      promise.complete((List<R>) Arrays.asList(results));
    }
  }
}
