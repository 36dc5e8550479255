package io.laminar.deploy.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Programs of this system. */
public final class Programs {

  private Programs() {}

  /** Looks a program up in {@code PATH}. */
  public static Optional<Path> find(String name) {
    return Stream.of(
            System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** For a JVM that is to have the classes of this one. */
  public static Map<String, String> ownClassPath() {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    return Map.of("CLASSPATH", classPath);
  }

  /**
   * Runs a program to its end.
   *
   * @param input what it reads
   * @throws IOException if it fails, or is not done in time; the message holds the end of its
   *     output
   */
  static void run(List<String> command, String input, Path folder, int patienceSeconds)
      throws IOException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Path inputFile = Files.writeString(Files.createTempFile(folder, "input", ".txt"), input);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(inputFile.toFile())
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
        throw new IOException(command + " is not done after " + patienceSeconds + " s");
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            command + " ended with " + process.exitValue() + ":\n" + Files.readString(output));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while running " + command, e);
    } finally {
      end(process);
      Files.delete(output);
      Files.delete(inputFile);
    }
  }

  /** Ends it with all that it started, if it has not ended by itself. */
  private static void end(Process process) {
    if (process.isAlive()) {
      List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
      all.add(process.toHandle());
      all.forEach(ProcessHandle::destroyForcibly);
      all.forEach(one -> one.onExit().join()); // join() does not mind an interrupted thread
    }
  }
}
