package io.laminar.deploy.bidder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.config.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bidder that cannot start says why; one that stops leaves nothing behind. */
final class StartAndStopIT {

  private static final String NOBODY = "redis://127.0.0.1:1";

  @Test
  void doesNotStartWithoutItsProfileStore() {
    assertThatThrownBy(() -> new Rig(configuration(Map.of()), NOBODY))
        .hasMessageContaining(NOBODY)
        .hasMessageContaining("connect");
  }

  @Test
  void doesNotStartWithoutKafka() {
    Configuration configuration =
        configuration(Map.of("kafka", "127.0.0.1:1", "queue.start-deadline", "500ms"));

    assertThatThrownBy(() -> new Rig(configuration, TestServers.redis()))
        .hasMessageContaining("Kafka at 127.0.0.1:1");
  }

  @Test
  void doesNotStartOnAPortThatIsTaken() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      assertThatThrownBy(
              () -> new Rig(configuration(Map.of("bidder.port", port)), TestServers.redis()))
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("bidder.port");
    }
  }

  @Test
  void doesNotStartWithWrongCampaigns(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("campaigns.yaml"), "campaigns: nonsense\n");
    Configuration configuration = configuration(Map.of("bidder.campaigns", file.toString()));

    assertThatThrownBy(() -> new Rig(configuration, TestServers.redis()))
        .hasMessageContaining(file.toString());
  }

  @Test
  void startsAgainOnTheSamePortAfterItStopped() {
    String port;
    try (var first = new Rig(configuration(Map.of()), TestServers.redis())) {
      port = Integer.toString(first.bidder.port());
      assertThat(first.get("/health/live").statusCode()).isEqualTo(200);
    }

    try (var second = new Rig(configuration(Map.of("bidder.port", port)), TestServers.redis())) {
      assertThat(second.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(second.bidder.close()).isSameAs(second.bidder.close());
    }
  }

  private static Configuration configuration(Map<String, String> given) {
    Map<String, String> all = new HashMap<>(given);
    all.putIfAbsent("redis", TestServers.redis());
    all.putIfAbsent("kafka", TestServers.kafka());
    all.putIfAbsent("queue.topic", "start-it");
    return Rig.configuration(all);
  }
}
