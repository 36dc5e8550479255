package io.laminar.deploy.bench;

import io.laminar.deploy.command.Lifetime;
import io.laminar.deploy.servers.Programs;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The load tool {@code wrk} as a child process, which never outlives the call that started it. It
 * keeps each connection busy with one request at a time.
 */
final class Wrk implements Load {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path program;
  private final Path script;
  private final int threads;
  private final int connections;

  /**
   * @param program the executable
   * @param script see {@link WrkScript}
   */
  private Wrk(Path program, Path script, int threads, int connections) {
    this.program = program;
    this.script = script;
    this.threads = threads;
    this.connections = connections;
  }

  /** The program, if it is on the {@code PATH}, and a script for it that posts these bodies. */
  static Optional<Wrk> find(Lifetime lifetime, List<Buffer> bodies, int connections)
      throws IOException {
    Optional<Path> program = Programs.find("wrk");
    return program.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Wrk(program.get(), WrkScript.write(lifetime, bodies), threads(), connections));
  }

  /** How many threads or event loops make the load. */
  static int threads() {
    return Math.min(2, Runtime.getRuntime().availableProcessors());
  }

  @Override
  public String title() {
    return "wrk, " + threads + " threads, " + connections + " connections";
  }

  @Override
  public boolean sharesProcess() {
    return false;
  }

  @Override
  public LoadReport run(String url, Duration time) throws IOException, InterruptedException {
    Path output = Files.createTempFile(script.getParent(), "wrk", ".txt");
    Process process =
        new ProcessBuilder(command(url, time))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(time.plus(PATIENCE).toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("wrk is not done after " + time.plus(PATIENCE).toSeconds() + " s");
      }
      String text = Files.readString(output);
      if (process.exitValue() != 0) {
        throw new IOException("wrk ended with " + process.exitValue() + ":\n" + text);
      }
      return WrkReport.parse(text);
    } finally {
      process.destroyForcibly();
      process.onExit().join();
      Files.delete(output);
    }
  }

  private List<String> command(String url, Duration time) {
    return List.of(
        program.toString(),
        "--threads=" + threads,
        "--connections=" + connections,
        "--duration=" + time.toSeconds() + "s",
        "--timeout=5s",
        "--latency",
        "--script=" + script,
        url);
  }
}
