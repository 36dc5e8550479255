package io.laminar.deploy.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One real server in a child process, listening on loopback only.
 *
 * <p>Its data is in the run folder and goes with it. All methods wait, with a bound, and are
 * therefore not for an event loop. Thread-safe.
 */
public abstract class EmbeddedServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
  private static final int CHECK_MILLIS = 10;
  private static final int TRIES_WITH_ANY_PORT = 3;
  private static final int LOG_LINES_SHOWN = 8;

  private final RunFolder run;
  private final String name;
  private final Signal stopSignal;
  private final Port wanted;
  private final Path folder;
  private int port;
  private Process process;
  private ChildRecord child;

  /**
   * @param name of the kind of server, in lower case
   * @param stopSignal what ends it in an orderly way, without waiting for its clients
   */
  EmbeddedServer(RunFolder run, String name, Signal stopSignal, Port wanted) {
    this.run = run;
    this.name = name;
    this.stopSignal = stopSignal;
    this.wanted = wanted;
    this.folder = run.newServerFolder(name);
  }

  /** What a client is given: a URI, or {@code host:port} for Kafka. */
  public abstract String address();

  /** Makes what must be on the disk before the first start; may run again after a failed one. */
  abstract void prepare() throws IOException;

  /** The program and its arguments for {@link #port()}. */
  abstract List<String> command() throws IOException;

  /** True once the server does its work. An exception counts as not yet. */
  abstract boolean answers() throws IOException;

  Map<String, String> environment() {
    return Map.of();
  }

  /**
   * Starts the server and waits until it answers. After {@link #kill} or {@link #stop} it starts on
   * the same port again, with the data that it had written to the disk.
   *
   * @throws ServerException with the end of the server's log
   */
  public final synchronized void start() {
    if (isRunning()) {
      return;
    }
    boolean choosePort = port == 0 && wanted.isAny();
    for (int tries = choosePort ? TRIES_WITH_ANY_PORT : 1; ; tries--) {
      port = port == 0 ? wanted.choose(name) : new Port(port, wanted.setting()).choose(name);
      try {
        launch();
        awaitReady();
        return;
      } catch (IOException e) {
        kill();
        throw new ServerException("cannot start " + name + " in " + folder, e);
      } catch (ServerException e) {
        kill();
        if (tries == 1) {
          throw e;
        }
        LOG.debug("{} did not start on port {}, tries another", name, port, e);
        port = 0;
      }
    }
  }

  private void launch() throws IOException {
    prepare();
    var builder = new ProcessBuilder(inOwnSession(command()));
    builder.directory(folder.toFile());
    builder.environment().putAll(environment());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    process = builder.start();
    child = ChildRecord.of(process.toHandle(), stopSignal);
    run.record(child);
  }

  /** So that Ctrl-C reaches us alone, and the servers outlive what is stopped before them. */
  private static List<String> inOwnSession(List<String> command) {
    List<String> all = new ArrayList<>();
    Programs.find("setsid").ifPresent(setsid -> all.add(setsid.toString()));
    all.addAll(command);
    return all;
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    try {
      while (!answersYet()) {
        if (process.waitFor(CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
          throw new ServerException(
              name + " ended with " + process.exitValue() + " while starting:\n" + endOfLog());
        }
        if (System.nanoTime() - deadline > 0) {
          throw new ServerException(
              name + " does not answer after " + START_PATIENCE.toSeconds() + " s:\n" + endOfLog());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while starting " + name, e);
    }
  }

  private boolean answersYet() {
    try {
      return answers();
    } catch (IOException e) {
      LOG.trace("{} does not answer yet", name, e);
      return false;
    }
  }

  /** Stops the server in an orderly way; kills it after ten seconds. Does nothing if it is down. */
  public final synchronized void stop() {
    if (isRunning()) {
      stopSignal.send(process.pid());
      Signal.CONT.send(process.pid()); // it may be paused
      if (!awaitEnd(STOP_PATIENCE)) {
        LOG.warn("{} did not stop within {} s, kills it", name, STOP_PATIENCE.toSeconds());
        kill();
      }
    }
    forget();
  }

  /** Ends the server at once, as a crash would, and waits until it is gone. */
  public final synchronized void kill() {
    if (isRunning()) {
      process.destroyForcibly();
      if (!awaitEnd(STOP_PATIENCE)) {
        throw new ServerException(name + " (process " + pid() + ") cannot be killed");
      }
    }
    forget();
  }

  /** Freezes the server: it keeps its connections and answers nothing. */
  public final synchronized void pause() {
    Signal.STOP.send(pid());
  }

  /** Ends {@link #pause}. */
  public final synchronized void resume() {
    Signal.CONT.send(pid());
  }

  /** Stops the server. */
  @Override
  public final void close() {
    stop();
  }

  /** True between a start and the end of the process, whatever ended it. */
  public final synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** The port it listens on, or will again. */
  public final synchronized int port() {
    return port;
  }

  /**
   * The id of its process.
   *
   * @throws IllegalStateException if it was never started
   */
  public final synchronized long pid() {
    if (process == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return process.pid();
  }

  /** What the server wrote to its output. */
  public final Path log() {
    return folder.resolve("log.txt");
  }

  /** The kind of server, in lower case. */
  public final String name() {
    return name;
  }

  final Path folder() {
    return folder;
  }

  final RunFolder run() {
    return run;
  }

  private boolean awaitEnd(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void forget() {
    if (child != null) {
      run.forget(child);
      child = null;
    }
  }

  private String endOfLog() {
    try {
      List<String> lines = Files.readAllLines(log());
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
    } catch (IOException e) {
      return "(its log cannot be read: " + e + ")";
    }
  }
}
