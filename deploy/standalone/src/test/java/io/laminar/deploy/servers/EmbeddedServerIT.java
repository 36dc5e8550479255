package io.laminar.deploy.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.deploy.testkit.TestServers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerIT {

  @TempDir Path base;

  @Test
  void namesThePortAndTheSettingWhenThePortIsTaken() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var run = RunFolder.open(base)) {
      var redis =
          new EmbeddedRedis(run, new Port(taken.getLocalPort(), "servers.redis-port"), false);

      assertThatThrownBy(redis::start)
          .isInstanceOf(ServerException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("servers.redis-port");
    }
  }

  @Test
  void comesBackOnTheSamePortAfterBeingKilled() {
    var postgres = TestServers.ownPostgres();
    String address = postgres.address();
    long pid = postgres.pid();

    postgres.kill();
    boolean running = postgres.isRunning();
    postgres.start();

    assertThat(running).isFalse();
    assertThat(postgres.address()).isEqualTo(address);
    assertThat(postgres.pid()).isNotEqualTo(pid);
    postgres.stop();
  }

  @Test
  void stopsAFrozenServer() {
    var redis = TestServers.ownRedis();

    redis.pause();
    redis.stop();

    assertThat(redis.isRunning()).isFalse();
  }
}
