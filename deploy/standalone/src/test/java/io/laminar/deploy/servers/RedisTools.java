package io.laminar.deploy.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * {@code redis-cli} and {@code redis-benchmark}: of this system, else unpacked from its package
 * without being installed.
 */
public final class RedisTools implements AutoCloseable {

  private static final String PACKAGE = "redis-tools";
  private static final int DOWNLOAD_SECONDS = 90;
  private static final int RUN_SECONDS = 180;

  private final RunFolder run = RunFolder.open();
  private final Path unpacked;

  private RedisTools() {
    unpacked = Programs.find("redis-cli").isPresent() ? null : fetched();
  }

  /** Finds or fetches them; where that cannot be done the test is skipped and says why. */
  public static RedisTools find() {
    return new RedisTools();
  }

  private Path fetched() {
    Path folder = run.newServerFolder("tools");
    var packages = new AptPackages(run.newServerFolder("download"), DOWNLOAD_SECONDS);
    try {
      packages.unpack(List.of(PACKAGE), folder);
      List<String> libraries = new ArrayList<>(packages.librariesOf(PACKAGE));
      libraries.removeIf(name -> name.startsWith("libssl") || name.startsWith("libsystemd"));
      packages.unpack(libraries, folder);
    } catch (IOException | ServerException e) {
      run.close();
      Assumptions.abort("there is no redis-cli, and its package cannot be fetched: " + e);
    }
    return folder;
  }

  /**
   * Runs one of them.
   *
   * @return all that it wrote
   */
  public String run(String input, String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(
        unpacked == null ? program : unpacked.resolve("usr/bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    Path in = Files.writeString(Files.createTempFile(run.path(), "tool", ".in"), input);
    Path out = Files.createTempFile(run.path(), "tool", ".out");
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile());
    if (unpacked != null) {
      builder.environment().put("LD_LIBRARY_PATH", libraries());
    }
    Process process = builder.start();
    try {
      if (!process.waitFor(RUN_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(command + " hangs after " + Files.readString(out));
      }
      return Files.readString(out);
    } finally {
      process.destroyForcibly();
    }
  }

  private String libraries() throws IOException {
    try (Stream<Path> all = Files.walk(unpacked)) {
      return all.filter(file -> file.getFileName().toString().contains(".so"))
          .map(file -> file.getParent().toAbsolutePath().toString())
          .distinct()
          .collect(Collectors.joining(":"));
    }
  }

  @Override
  public void close() {
    run.close();
  }
}
