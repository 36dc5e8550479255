package io.laminar.deploy.testkit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** Whether there is a Docker engine to ask for containers. */
final class DockerEngine {

  private static final Logger LOG = LoggerFactory.getLogger(DockerEngine.class);
  private static final int PULL_PATIENCE_MINUTES = 10;

  private DockerEngine() {}

  /** Asks only where there is a sign of one, since asking in vain takes seconds. */
  static boolean answers() {
    return isHinted() && DockerClientFactory.instance().isDockerAvailable();
  }

  /**
   * Makes sure that an image is there. Testcontainers would do so as well, but tries for minutes
   * where there is no way to the image.
   *
   * @return what is in the way; empty if the image is there
   */
  static Optional<String> fetch(String image) {
    DockerClient client = DockerClientFactory.lazyClient();
    try {
      client.inspectImageCmd(image).exec();
      return Optional.empty();
    } catch (NotFoundException e) {
      LOG.info("test servers: pulls the image {}", image);
      return pull(client, image);
    }
  }

  private static Optional<String> pull(DockerClient client, String image) {
    try {
      boolean done =
          client
              .pullImageCmd(image)
              .start()
              .awaitCompletion(PULL_PATIENCE_MINUTES, TimeUnit.MINUTES);
      return done
          ? Optional.empty()
          : Optional.of("not pulled within " + PULL_PATIENCE_MINUTES + " minutes");
    } catch (DockerException | DockerClientException e) {
      return Optional.of(String.valueOf(e.getMessage()).strip());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted while pulling");
    }
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
