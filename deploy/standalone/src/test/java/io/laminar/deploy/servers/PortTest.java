package io.laminar.deploy.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.ConfigurationException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PortTest {

  @Test
  void namesThePortAndTheSettingWhenThePortIsTaken() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var port = new Port(taken.getLocalPort(), "servers.redis-port");

      assertThatThrownBy(() -> port.choose("redis"))
          .isInstanceOf(ServerException.class)
          .hasMessageContaining("redis cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("servers.redis-port");
    }
  }

  @Test
  void findsAPortThatIsFree() throws Exception {
    int port = Port.ANY.choose("a test");

    try (var socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(socket.getLocalPort()).isEqualTo(port);
    }
  }

  @Test
  void refusesThatTwoServersListenOnOnePort() {
    assertThatThrownBy(() -> options(Map.of("servers.redis-port", "15432")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("servers.redis-port and servers.postgres-port must differ");
  }

  @Test
  void allowsAnyFreePortForSeveralAndIgnoresTheSecondRedisThatIsNotWanted() {
    options(Map.of("servers.redis-port", "0", "servers.postgres-port", "0"));
    var options = options(Map.of("servers.second-redis-port", "16379"));

    assertThat(options.secondRedis()).isFalse();
    assertThat(options.redis()).isEqualTo(new Port(16_379, "servers.redis-port"));
  }

  private static ServersOptions options(Map<String, String> flags) {
    return ServersOptions.from(
        Configuration.load(
            ServersOptions.SETTINGS, ServersOptions.RULES, Optional.empty(), Map.of(), flags));
  }
}
