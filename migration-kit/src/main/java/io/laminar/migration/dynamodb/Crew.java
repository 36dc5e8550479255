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
  private final Function<T, Future<R>> work;
  private final Object[] results;
  private final Promise<List<R>> promise = Promise.promise();

  private int next;
  private int underWay;
  private Throwable failure;

  private Crew(List<T> tasks, Function<T, Future<R>> work) {
    this.tasks = tasks;
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
    var crew = new Crew<T, R>(tasks, work);
    int begun = Math.min(width, tasks.size());
    crew.underWay = begun;
    for (int i = 0; i < begun; i++) {
      crew.takeNext();
    }
    if (begun == 0) {
      crew.promise.complete(List.of());
    }
    return crew.promise.future();
  }

  private void takeNext() {
    if (failure != null || next == tasks.size()) {
      if (--underWay == 0) {
        end();
      }
      return;
    }
    int task = next++;
    work.apply(tasks.get(task))
        .onComplete(
            done -> {
              if (done.succeeded()) {
                results[task] = done.result();
              } else if (failure == null) {
                failure = done.cause();
              }
              takeNext();
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
