package io.laminar.stats.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressesTest {

  @Test
  void hasADefaultForEachServer() {
    var addresses = Addresses.from(Configuration.defaults(Addresses.SETTINGS));

    assertThat(addresses)
        .isEqualTo(
            new Addresses(
                "redis://127.0.0.1:16379",
                "postgresql://laminar@127.0.0.1:15432/laminar",
                "127.0.0.1:19092"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://localhost",
        "redis://user:p%40ss@cache-1.internal:6379/3",
        "rediss://:secret@10.0.0.1:65535",
        "redis://[::1]:6379",
      })
  void takesRedis(String uri) {
    assertThat(read("redis", uri).redis()).isEqualTo(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://db/laminar",
        "postgres://u:p@db.internal:5432/laminar?sslmode=require",
      })
  void takesPostgres(String uri) {
    assertThat(read("postgres", uri).postgres()).isEqualTo(uri);
  }

  @ParameterizedTest
  @ValueSource(strings = {"broker:9092", "b1.kafka:9092,b2.kafka:9092,[::1]:9093"})
  void takesKafka(String servers) {
    assertThat(read("kafka", servers).kafka()).isEqualTo(servers);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis | 127.0.0.1:6379",
        "redis | redis://127.0.0.1:0",
        "redis | redis://127.0.0.1:65536",
        "redis | redis://",
        "redis | http://127.0.0.1:6379",
        "postgres | postgresql://laminar@127.0.0.1:15432",
        "postgres | postgresql://laminar@127.0.0.1:15432/",
        "postgres | mysql://db/laminar",
        "kafka | 127.0.0.1",
        "kafka | 127.0.0.1:9092, 127.0.0.1:9093",
        "kafka | kafka://127.0.0.1:9092",
        "kafka | 127.0.0.1:9092,",
      })
  void refusesWhatIsNoAddressAndSaysWhatIs(String key, String text) {
    assertThatThrownBy(() -> read(key, text))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(key + " must be ")
        .hasMessageContaining("port 1..65535")
        .hasMessageContaining("\"" + text + "\"");
  }

  @Test
  void hidesPasswords() {
    var addresses =
        new Addresses("redis://u:secret@cache:6379", "postgresql://u:secret@db/d", "broker:9092");

    assertThat(addresses.toString())
        .isEqualTo("redis://cache:6379, postgresql://db/d, broker:9092");
    assertThatThrownBy(() -> new Addresses("redis://u:secret@cache:0", "", ""))
        .hasMessageContaining("redis must be")
        .hasMessageNotContaining("secret");
  }

  private static Addresses read(String key, String text) {
    return Addresses.from(
        Configuration.load(
            Addresses.SETTINGS, List.of(), Optional.empty(), Map.of(), Map.of(key, text)));
  }
}
