package io.laminar.deploy.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/** Whether there is a Docker engine to ask for containers. */
final class DockerEngine {

  private DockerEngine() {}

  /** Asks only where there is a sign of one, since asking in vain takes seconds. */
  static boolean answers() {
    return isHinted() && DockerClientFactory.instance().isDockerAvailable();
  }

  private static boolean isHinted() {
    String home = System.getProperty("user.home");
    String runtime = System.getenv().getOrDefault("XDG_RUNTIME_DIR", "/run/user/none");
    return System.getenv().containsKey("DOCKER_HOST")
        || Stream.of(
                Path.of("/var/run/docker.sock"),
                Path.of(runtime, "docker.sock"),
                Path.of(home, ".docker", "run", "docker.sock"),
                Path.of(home, ".testcontainers.properties"))
            .anyMatch(Files::exists);
  }
}
