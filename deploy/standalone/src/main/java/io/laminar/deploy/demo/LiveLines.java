package io.laminar.deploy.demo;

import io.laminar.deploy.command.CommandException;
import io.laminar.load.LoadSecond;
import io.laminar.load.tally.Outcome;
import java.io.PrintWriter;

/**
 * What a person sees while the demonstration runs: a line of load every second, and what happens in
 * between. Thread-safe.
 */
final class LiveLines {

  private final PrintWriter out;
  private long seconds;
  private LoadSecond last;
  private boolean ended;

  LiveLines(PrintWriter out) {
    this.out = out;
  }

  /** Tells what happens. */
  void say(String text) {
    out.println(text.isEmpty() ? text : "==> " + text);
  }

  /** Prints a second of load. Called on an event loop. */
  synchronized void second(LoadSecond second) {
    out.println(second);
    last = second;
    seconds++;
    notifyAll();
  }

  /** No further second will come. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits until the load has been told about for some seconds more. */
  synchronized void awaitSeconds(int more) throws InterruptedException {
    long until = seconds + more;
    while (seconds < until) {
      if (ended) {
        throw new CommandException("the load ended before its time");
      }
      wait();
    }
  }

  /** Waits for a second without a late answer: the machine is warm then; at most so long. */
  synchronized void awaitCalm(int atMostSeconds) throws InterruptedException {
    long until = seconds + atMostSeconds;
    do {
      awaitSeconds(1);
    } while (seconds < until && last.counts().count(Outcome.LATE) > 0);
  }

  /** A second that began after the call. */
  synchronized LoadSecond awaitWholeSecond() throws InterruptedException {
    awaitSeconds(2);
    return last;
  }
}
