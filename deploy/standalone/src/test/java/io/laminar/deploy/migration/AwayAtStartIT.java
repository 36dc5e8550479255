package io.laminar.deploy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.servers.EmbeddedServer;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.plan.Objectives;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.StoreException;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * A process begins while the store that it does not read is dead, serves, and takes it up again.
 */
final class AwayAtStartIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int KEYS = 50;

  @Test
  void servesFromTheAuthorityAndMakesBothEqualWhenTheOtherIsBack() {
    try (EmbeddedRedis old = TestServers.ownDurableRedis();
        EmbeddedPostgres target = TestServers.ownPostgres();
        var station =
            new Station(old.address(), target.address(), Duration.ofMillis(500), Objectives.NONE)) {
      write(station, "before");
      station.walkTo("S3");

      beginsWithout(station, target);
      write(station, "while new was away");
      station.loop().call(() -> station.router().delete("k0"));
      assertThat(station.migration().member().lostMarks()).isZero();
      comesBack(station, target);
      assertEqual(station, "while new was away");

      station.walkTo("S4");
      beginsWithout(station, target);
      refusesWrites(station, "while new was away");
      comesBack(station, target);
      write(station, "strict again");

      station.walkTo("S6");
      beginsWithout(station, old);
      write(station, "while old was away");
      comesBack(station, old);
      assertEqual(station, "while old was away");
      station.walkTo("S0");
      assertThat(read(station, "k1")).isEqualTo("while old was away");
    }
  }

  private static void beginsWithout(Station station, EmbeddedServer server) {
    station.end();
    server.kill();
    station.begin();
    assertThat(station.migration().member().trouble().orElseThrow())
        .contains("store does not answer: not connected yet");
    assertThat(station.status().toJson().encode()).contains("not connected yet");
  }

  private static void comesBack(Station station, EmbeddedServer server) {
    server.start();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> station.migration().member().trouble().isEmpty());
  }

  private static void write(Station station, String text) {
    for (int i = 0; i < KEYS; i++) {
      String key = "k" + i;
      station.loop().call(() -> station.router().write(key, Buffer.buffer(text), 0));
      assertThat(read(station, key)).isEqualTo(text);
    }
  }

  private static String read(Station station, String key) {
    return station.loop().call(() -> station.router().get(key)).value().toString();
  }

  private static void refusesWrites(Station station, String before) {
    assertThat(
            station
                .loop()
                .failureOf(() -> station.router().write("k1", Buffer.buffer("not in both"), 0)))
        .isInstanceOf(StoreException.class);
    assertThat(read(station, "k1")).isEqualTo(before);
  }

  /** The journal is drained in the background; until then a comparison finds what was missed. */
  private static void assertEqual(Station station, String text) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> EventLoop.wait(station.migration().ladder().verify(false)).isEqual());
    assertThat(read(station, "k1")).isEqualTo(text);
  }
}
