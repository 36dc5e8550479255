package io.laminar.deploy.stats;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A disk of a few megabytes that can be filled: a {@code tmpfs}, which only root may mount. Where
 * that is not allowed the test is skipped and says so.
 */
final class SmallDisk implements AutoCloseable {

  private static final String SIZE = "48m";
  private static final int CHUNK = 4_096;

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  static SmallDisk mount() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("laminar-small-disk");
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + SIZE, "tmpfs", folder.toString());
    if (!mounted) {
      Files.delete(folder);
    }
    Assumptions.assumeTrue(mounted, "a full disk needs the right to mount a tmpfs");
    Files.createDirectory(folder.resolve("space"));
    return new SmallDisk(folder);
  }

  /** An empty folder on it. */
  Path path() {
    return folder.resolve("space");
  }

  /** Leaves no byte. */
  void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(filling())) {
      byte[] chunk = new byte[CHUNK];
      while (true) {
        out.write(chunk);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
  }

  void free() throws IOException {
    Files.delete(filling());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (!run("umount", "-l", folder.toString())) {
      throw new AssertionError("cannot unmount " + folder);
    }
    Files.delete(folder);
  }

  private Path filling() {
    return folder.resolve("filling");
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return false; // there is no such program
    }
    return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
