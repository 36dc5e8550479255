package io.laminar.deploy.command;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a command goes on, and how it ends: on SIGTERM, SIGHUP and Ctrl-C what it opened is
 * closed in reverse order, and the process ends with the command's own exit code.
 *
 * <p>The end takes at most as long as everything that was opened asks for, and {@link
 * #WORK_PATIENCE} for the work under way; after that the process is gone, whatever still runs.
 * Thread-safe.
 */
public final class Lifetime {

  /** How long a command may take to come to its end when it is asked to stop. */
  public static final Duration WORK_PATIENCE = Duration.ofSeconds(20);

  /** How long one thing may take to close, unless more is asked for. */
  public static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  /** Closes one thing, and waits until it is closed. */
  public interface Closing {
    void close() throws Exception;
  }

  private record Opened(String name, Closing closing) {}

  private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

  private final Thread commandThread;
  private final CountDownLatch stopRequested = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Deque<Opened> opened = new ArrayDeque<>();
  private Duration endPatience = WORK_PATIENCE;
  private boolean closing;
  private volatile int exitCode = ExitCode.FAILED;

  /**
   * @param commandThread runs the command; it is interrupted to stop it
   */
  public Lifetime(Thread commandThread) {
    this.commandThread = commandThread;
  }

  /** Makes signals stop the command instead of the process. To be called once in a process. */
  public void stopOnSignals() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopWithProcess, "stop"));
  }

  /** Registers what must be closed when the command ends, before what was registered earlier. */
  public void closeAtEnd(String name, Closing closing) {
    closeAtEnd(name, CLOSE_PATIENCE, closing);
  }

  /**
   * The same for what may take longer.
   *
   * @param patience how long the closing takes at most
   */
  public synchronized void closeAtEnd(String name, Duration patience, Closing closing) {
    opened.push(new Opened(name, closing));
    endPatience = endPatience.plus(patience);
  }

  /** Waits until somebody asks to stop. For services. */
  public void awaitStop() {
    try {
      stopRequested.await();
    } catch (InterruptedException e) {
      // Asking to stop interrupts, to reach a command wherever it waits. Here it is expected.
      LOG.debug("asked to stop", e);
    }
  }

  /** True once somebody asked to stop. */
  public boolean isStopRequested() {
    return stopRequested.getCount() == 0;
  }

  /** Asks the command to stop; returns at once. */
  public synchronized void requestStop() {
    boolean interrupts = !isStopRequested() && !closing;
    stopRequested.countDown(); // before the interrupt, so that whoever hears it knows its reason
    if (interrupts) {
      commandThread.interrupt();
    }
  }

  /** Closes everything that was registered, the last first. Called by the command's thread. */
  void closeAll() {
    Deque<Opened> all;
    synchronized (this) {
      closing = true;
      Thread.interrupted(); // the request to stop was heard, closing may wait again
      all = new ArrayDeque<>(opened);
      opened.clear();
    }
    for (Opened next : all) {
      try {
        next.closing().close();
      } catch (Exception e) {
        LOG.warn("{} was not closed in order: {}", next.name(), e.toString());
        LOG.debug("{} was not closed in order", next.name(), e);
      }
    }
  }

  /** Notes the result; from now on the process may end. */
  public void ended(int code) {
    exitCode = code;
    ended.countDown();
  }

  /** Runs in the process's shutdown, whether a signal began it or the end of the command. */
  private void stopWithProcess() {
    if (ended.getCount() == 0) {
      return;
    }
    requestStop();
    long patience = endPatience().toSeconds();
    try {
      if (!ended.await(patience, TimeUnit.SECONDS)) {
        LOG.warn("not everything was closed within {} s, ends anyway", patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Without this the process would answer 128 + the signal's number, as if it had been killed.
    Runtime.getRuntime().halt(exitCode);
  }

  private synchronized Duration endPatience() {
    return endPatience;
  }
}
