package io.laminar.deploy.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Packages of a Debian or Ubuntu system, unpacked into a folder instead of installed. */
final class AptPackages {

  private static final Logger LOG = LoggerFactory.getLogger(AptPackages.class);

  // deb-control(5), Depends: "libevent-2.1-7 (>= 2.1.8), libssl3 | libssl1.1"; the C library is
  // there, or nothing would run.
  private static final Pattern LIBRARY = Pattern.compile("(?:^|,)\\s*(lib(?!c6\\b)[a-z0-9.+-]+)");
  private static final int UNPACK_SECONDS = 60;

  private final Path downloads;
  private final int patienceSeconds;
  private List<String> ownLists = List.of();

  /**
   * @param folder where downloads are kept
   * @param patienceSeconds for one download
   */
  AptPackages(Path folder, int patienceSeconds) {
    this.downloads = folder;
    this.patienceSeconds = patienceSeconds;
  }

  /** Downloads packages and unpacks them into a folder. */
  void unpack(List<String> packages, Path folder) throws IOException {
    try {
      download(packages);
    } catch (IOException e) {
      if (!ownLists.isEmpty()) {
        throw e;
      }
      LOG.debug("the system's package lists are empty or old", e);
      fetchLists();
      download(packages);
    }
    for (String name : packages) {
      Programs.run(
          List.of("dpkg-deb", "-x", file(name).toString(), folder.toString()),
          "",
          downloads,
          UNPACK_SECONDS);
    }
  }

  /** The libraries that a downloaded package says it needs. */
  List<String> librariesOf(String name) throws IOException {
    Path control = Folders.ownerOnly(downloads.resolve("control"));
    Programs.run(
        List.of("dpkg-deb", "-e", file(name).toString(), control.toString()),
        "",
        downloads,
        UNPACK_SECONDS);
    return librariesIn(Files.readAllLines(control.resolve("control")));
  }

  /** The libraries among the dependencies in the lines of a package's control file. */
  static List<String> librariesIn(List<String> control) {
    List<String> libraries = new ArrayList<>();
    for (String line : control) {
      if (line.startsWith("Depends:")) {
        Matcher library = LIBRARY.matcher(line.substring("Depends:".length()));
        while (library.find()) {
          libraries.add(library.group(1));
        }
      }
    }
    return libraries;
  }

  private void download(List<String> packages) throws IOException {
    List<String> command = new ArrayList<>(List.of("apt-get", "-q"));
    command.addAll(ownLists);
    command.add("download");
    command.addAll(packages);
    Programs.run(command, "", downloads, patienceSeconds);
  }

  /** Into our own folder, since the system's may be written by root only. */
  private void fetchLists() throws IOException {
    Path lists = Folders.ownerOnly(downloads.resolve("lists"));
    Path cache = Folders.ownerOnly(downloads.resolve("cache"));
    ownLists =
        List.of(
            "-o", "Dir::State::lists=" + lists,
            "-o", "Dir::Cache=" + cache,
            // apt would become another user to download, who may not enter our folder
            "-o", "APT::Sandbox::User=" + System.getProperty("user.name"));
    List<String> command = new ArrayList<>(List.of("apt-get", "-q"));
    command.addAll(ownLists);
    command.add("update");
    Programs.run(command, "", downloads, patienceSeconds);
  }

  private Path file(String name) throws IOException {
    try (Stream<Path> files = Files.list(downloads)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(name + "_"))
          .findFirst()
          .orElseThrow(() -> new IOException("apt-get downloaded no package " + name));
    }
  }
}
