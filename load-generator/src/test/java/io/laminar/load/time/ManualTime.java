package io.laminar.load.time;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that a test moves by hand; tasks run in the order they are due. */
public final class ManualTime implements Time {

  private record Task(long at, long number, Runnable run) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::number));
  private long now = 1_000_000_000;
  private long number;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void after(long delayNanos, Runnable task) {
    tasks.add(new Task(now + delayNanos, number++, task));
  }

  /** Runs everything that becomes due within this time. */
  public void run(Duration duration) {
    long end = now + duration.toNanos();
    while (!tasks.isEmpty() && tasks.peek().at() <= end) {
      Task task = tasks.poll();
      now = Math.max(now, task.at());
      task.run().run();
    }
    now = Math.max(now, end);
  }

  /** Time passes without anything being run, as when the loop is held up. */
  public void freeze(Duration duration) {
    now += duration.toNanos();
  }
}
