package io.laminar.deploy.workers;

import io.laminar.deploy.cli.Laminar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code laminar} in a process of its own, which can be stopped and killed. */
final class LaminarProcess implements AutoCloseable {

  private final Process process;
  private final Path out;

  private LaminarProcess(Process process, Path out) {
    this.process = process;
    this.out = out;
  }

  /** Starts {@code laminar copy-worker}. */
  static LaminarProcess worker(Path folder, Path plan, String name) throws IOException {
    return start(
        folder,
        name,
        "copy-worker",
        "--migration-plan",
        plan.toString(),
        "--worker-name",
        name,
        "--worker-session",
        "6s");
  }

  /**
   * Starts a command; its output is kept in the folder.
   *
   * @param name of the output
   */
  static LaminarProcess start(Path folder, String name, String... words) throws IOException {
    Path out = folder.resolve(name + ".out");
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Laminar.class.getName()));
    line.addAll(List.of(words));
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    return new LaminarProcess(process, out);
  }

  /** All it has said so far. */
  String output() {
    try {
      return Files.readString(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a signal, such as {@code STOP}. */
  void signal(String signal) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("kill -" + signal + " failed");
    }
  }

  /** The exit code of a process that was asked to end. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      throw new AssertionError("does not end: " + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
