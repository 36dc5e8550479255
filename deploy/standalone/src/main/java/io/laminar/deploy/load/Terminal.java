package io.laminar.deploy.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whether a person looks at stderr on a terminal that can draw over its lines. */
final class Terminal {

  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  static boolean isInteractive(Map<String, String> environment) {
    String kind = environment.getOrDefault("TERM", "dumb");
    return !kind.equals("dumb") && isTerminal();
  }

  /** Where the system does not tell, a line each is right for everybody. */
  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(STDERR).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
