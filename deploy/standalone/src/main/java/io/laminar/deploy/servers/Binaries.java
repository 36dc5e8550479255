package io.laminar.deploy.servers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * The programs that the jar carries, unpacked.
 *
 * <p>Unpacked once per user and content, and kept for later runs. Each is unpacked inside the run's
 * own folder and then moved, so a half-unpacked one is never seen, and several processes may do it
 * at once.
 */
final class Binaries {

  private static final String COMPLETE = "complete";

  private interface Unpacking {
    void into(InputStream content, Path folder) throws IOException;
  }

  private Binaries() {}

  /** A folder with {@code bin/initdb} and {@code bin/postgres}. */
  static Path postgres(RunFolder run) {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine =
        switch (System.getProperty("os.arch")) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> System.getProperty("os.arch");
        };
    String resource = "postgres-" + system + "-" + machine + ".txz";
    return unpacked(run, "postgres", resource, Binaries::untar);
  }

  /** The program {@code redis-server}. */
  static Path redis(RunFolder run) {
    String resource =
        ExecutableProvider.newProvidedVersionsMap()
            .getOrDefault(OsArchitecture.detectOSandArchitecture(), "none")
            .replaceFirst("^/", "");
    return unpacked(run, "redis", resource, Binaries::copyProgram).resolve("redis-server");
  }

  private static Path unpacked(
      RunFolder run, String program, String resource, Unpacking unpacking) {
    URL url = Binaries.class.getClassLoader().getResource(resource);
    if (url == null) {
      throw new ServerException(
          "this build carries no "
              + program
              + " for "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch")
              + "; give the address of one that runs with --"
              + program);
    }
    try {
      Path kept = run.binaries().resolve(program + "-" + fingerprint(url));
      if (!isIntact(kept)) {
        unpack(run, url, unpacking, kept);
      }
      return kept;
    } catch (IOException e) {
      throw new ServerException("cannot unpack " + program + " in " + run.path(), e);
    }
  }

  private static void unpack(RunFolder run, URL url, Unpacking unpacking, Path kept)
      throws IOException {
    Path fresh = run.newServerFolder("unpack");
    try (InputStream content = new BufferedInputStream(url.openStream(), 1 << 16)) {
      unpacking.into(content, fresh);
    }
    Files.writeString(fresh.resolve(COMPLETE), size(fresh));
    if (Files.exists(kept) && !isIntact(kept)) { // a cleaner of temporary files was here
      Files.move(kept, run.newServerFolder("broken").resolve("binaries"));
    }
    try {
      Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!isIntact(kept)) {
        throw e;
      }
      Folders.delete(fresh); // another process was faster
    }
  }

  private static boolean isIntact(Path folder) throws IOException {
    Path complete = folder.resolve(COMPLETE);
    return Files.isRegularFile(complete) && Files.readString(complete).equals(size(folder));
  }

  /** Number and total size of the files, the mark of completeness left out. */
  private static String size(Path folder) throws IOException {
    long files = 0;
    long bytes = 0;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && !file.getFileName().toString().equals(COMPLETE)) {
          files++;
          bytes += Files.size(file);
        }
      }
    }
    return files + " files, " + bytes + " bytes";
  }

  private static String fingerprint(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    if (connection instanceof JarURLConnection jar) {
      return Long.toHexString(jar.getJarEntry().getCrc());
    }
    return Long.toString(connection.getContentLengthLong());
  }

  private static void copyProgram(InputStream content, Path folder) throws IOException {
    Path program = folder.resolve("redis-server");
    Files.copy(content, program);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private static void untar(InputStream content, Path folder) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZInputStream(content))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpackEntry(tar, entry, folder);
      }
    }
  }

  private static void unpackEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder)
      throws IOException {
    Path target = folder.resolve(entry.getName()).normalize();
    if (!target.startsWith(folder)) {
      throw new IOException("an entry leads out of the archive: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, target);
      boolean program = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          target, PosixFilePermissions.fromString(program ? "rwx------" : "rw-------"));
    }
  }
}
