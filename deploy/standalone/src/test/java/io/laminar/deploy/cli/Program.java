package io.laminar.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** The runnable jar in a process of its own, with its output in files. */
final class Program implements AutoCloseable {

  private static final Path JAR = Path.of("target", "laminar.jar").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path out;
  private final Path err;

  private Program(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * @param folder where it keeps what it would else keep in the system's temporary folder
   * @param environment added to this process's, without its {@code LAMINAR_*}
   */
  static Program start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-jar",
                JAR.toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "program", ".out");
    Path err = Files.createTempFile(folder, "program", ".err");
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("LAMINAR_"));
    builder.environment().putAll(environment);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    return new Program(builder.start(), out, err);
  }

  /** Waits until its output passes; fails with all it said if it ends before. */
  void awaitOut(Predicate<String> enough) {
    awaitOut(PATIENCE, enough);
  }

  /** The same for what takes longer. */
  void awaitOut(Duration patience, Predicate<String> enough) {
    Awaitility.await().atMost(patience).until(() -> enough.test(out()) || !process.isAlive());
    assertThat(enough.test(out())).as("said %s and %s", out(), err()).isTrue();
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", "kill -s " + name + " " + process.pid()).start().waitFor();
  }

  /**
   * True if programs begun here never see the signal, as those of a background job do not SIGINT.
   */
  static boolean isIgnored(String signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!signal.equals("INT") || !Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.split("\\s+")[1], 16) & 1 << 1) != 0);
  }

  int awaitEnd() throws InterruptedException {
    return awaitEnd(PATIENCE);
  }

  /** The same for what takes longer. */
  int awaitEnd(Duration patience) throws InterruptedException {
    assertThat(process.waitFor(patience.toSeconds(), TimeUnit.SECONDS))
        .as("ends; said %s and %s", out(), err())
        .isTrue();
    return process.exitValue();
  }

  List<ProcessHandle> children() {
    return process.descendants().toList();
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
