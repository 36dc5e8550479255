package io.laminar.deploy.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the program {@code memcached} is: in {@code PATH}, else unpacked from the package of a
 * Debian or Ubuntu system without being installed.
 *
 * <p>The package comes through {@code apt-get}, which checks its signature and needs no rights for
 * that. Libraries that the system lacks are fetched with it. What was unpacked is kept for later
 * runs.
 *
 * @param environment what the program needs to find its libraries
 */
record MemcachedProgram(Path path, Map<String, String> environment) {

  static final String NAME = "memcached";

  private static final Logger LOG = LoggerFactory.getLogger(MemcachedProgram.class);
  private static final int SECONDS = 20;
  private static final int DOWNLOAD_SECONDS = 300;

  /**
   * Finds it, or fetches it.
   *
   * @throws ServerException with what can be done, if it cannot be had
   */
  static MemcachedProgram find(RunFolder run) {
    Optional<Path> installed = Programs.find(NAME);
    if (installed.isPresent()) {
      return new MemcachedProgram(installed.get(), Map.of());
    }
    Path kept = run.binaries().resolve(NAME + "-package");
    try {
      if (!Files.isExecutable(program(kept))) {
        fetch(run, kept);
      }
      return in(kept);
    } catch (IOException e) {
      throw new ServerException(
          "there is no program memcached, and its package cannot be fetched ("
              + e.getMessage()
              + "). Install Memcached 1.6 or later, let a Docker engine run, or give the address of"
              + " a server: for tests LAMINAR_TEST_MEMCACHED=memcached://host:port",
          e);
    }
  }

  private static void fetch(RunFolder run, Path kept) throws IOException {
    for (String tool : List.of("apt-get", "dpkg-deb")) {
      if (Programs.find(tool).isEmpty()) {
        throw new IOException("this system has no " + tool);
      }
    }
    Path fresh = run.newServerFolder("package");
    var packages = new AptPackages(run.newServerFolder("download"), DOWNLOAD_SECONDS);
    packages.unpack(List.of(NAME), fresh);
    if (!runs(in(fresh), fresh)) {
      packages.unpack(packages.librariesOf(NAME), fresh);
      verify(in(fresh), fresh);
    }
    try {
      Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isExecutable(program(kept))) {
        throw e;
      }
      Folders.delete(fresh); // another process was faster
    }
    LOG.info("fetched the system's package of memcached into {}", kept);
  }

  private static boolean runs(MemcachedProgram program, Path folder) {
    try {
      verify(program, folder);
      return true;
    } catch (IOException e) {
      LOG.debug("memcached lacks libraries", e);
      return false;
    }
  }

  private static void verify(MemcachedProgram program, Path folder) throws IOException {
    List<String> command = new ArrayList<>(List.of("env"));
    program.environment().forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(List.of(program.path().toString(), "-V"));
    Programs.run(command, "", folder, SECONDS);
  }

  private static MemcachedProgram in(Path folder) throws IOException {
    String libraries = libraries(folder);
    return new MemcachedProgram(
        program(folder), libraries.isEmpty() ? Map.of() : Map.of("LD_LIBRARY_PATH", libraries));
  }

  private static Path program(Path folder) {
    return folder.resolve("usr/bin").resolve(NAME);
  }

  /** Every folder of libraries that was unpacked; where there is none the system's are meant. */
  private static String libraries(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.getFileName().toString().contains(".so"))
          .map(file -> file.getParent().toAbsolutePath().toString())
          .distinct()
          .sorted()
          .collect(Collectors.joining(":"));
    }
  }
}
