package io.laminar.deploy.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A note in the run folder that a process is ours: a file named {@code pid-start}, holding the
 * signal that stops it well.
 *
 * <p>A pid alone proves nothing, since pids are used again; with the instant of the start it does.
 */
record ChildRecord(long pid, Instant start, Signal stop) {

  private static final Pattern NAME = Pattern.compile("(\\d+)-(\\d+)");

  // Two processes may compute the same start from a boot time that differs by a second.
  private static final Duration TOLERANCE = Duration.ofSeconds(2);
  private static final long CHECK_NANOS = 10_000_000;

  static ChildRecord of(ProcessHandle process, Signal stop) {
    return new ChildRecord(
        process.pid(), process.info().startInstant().orElseGet(Instant::now), stop);
  }

  /** Reads a note; empty if the file is something else. */
  static Optional<ChildRecord> read(Path file) throws IOException {
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      return Optional.empty();
    }
    String stop = Files.readString(file).trim();
    return Optional.of(
        new ChildRecord(
            Long.parseLong(name.group(1)),
            Instant.ofEpochMilli(Long.parseLong(name.group(2))),
            stop.isEmpty() ? Signal.TERM : Signal.valueOf(stop)));
  }

  void write(Path folder) throws IOException {
    Files.writeString(file(folder), stop.name());
  }

  void delete(Path folder) throws IOException {
    Files.deleteIfExists(file(folder));
  }

  /** True while the process runs; one that only waits to be collected by its parent does not. */
  boolean runs() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(this::isTheSame)
        .filter(process -> !isZombie())
        .isPresent();
  }

  /**
   * Waits until the process has ended.
   *
   * @return false if it still runs after {@code patience}
   */
  boolean awaitEnd(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (runs()) {
      if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(CHECK_NANOS);
    }
    return true;
  }

  private boolean isTheSame(ProcessHandle process) {
    return process
        .info()
        .startInstant()
        .filter(other -> Duration.between(start, other).abs().compareTo(TOLERANCE) <= 0)
        .isPresent();
  }

  private boolean isZombie() {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.startsWith(
          " Z", stat.lastIndexOf(')') + 1); // proc(5): the state follows the name
    } catch (IOException e) {
      return false; // no such system, or no such process any more, which the next look will tell
    }
  }

  private Path file(Path folder) {
    return folder.resolve(pid + "-" + start.toEpochMilli());
  }
}
