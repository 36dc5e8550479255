package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerOptionsTest {

  @Test
  void listensOnLoopbackWithALoopForEachCoreUnlessToldOtherwise() {
    ServerOptions options = read(Map.of());

    assertThat(options.host()).isEqualTo("127.0.0.1");
    assertThat(options.port()).isEqualTo(8080);
    assertThat(options.loops()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(options.bodyLimit()).isEqualTo(512 * 1024);
  }

  @Test
  void namesAnAddressInItsBidsThatCanBeReached() {
    assertThat(read(Map.of()).publicUrl(9000)).isEqualTo("http://127.0.0.1:9000");
    assertThat(read(Map.of("bidder.host", "0.0.0.0")).publicUrl(9000))
        .isEqualTo("http://127.0.0.1:9000");
    assertThat(read(Map.of("bidder.host", "::")).publicUrl(9000)).isEqualTo("http://[::1]:9000");
    assertThat(read(Map.of("bidder.public-url", "https://bid.example/x")).publicUrl(9000))
        .isEqualTo("https://bid.example/x");
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "bidder.port", "65536",
                        "bidder.public-url", "ftp://bid.example",
                        "bidder.body-limit", "0",
                        "bidder.host", "a b")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("bidder.port must be 0..65535, was \"65536\"")
        .hasMessageContaining("bidder.public-url must be an http:// or https:// URL")
        .hasMessageContaining("bidder.body-limit must be 1024..67108864")
        .hasMessageContaining("bidder.host must be");
  }

  private static ServerOptions read(Map<String, String> given) {
    return ServerOptions.from(
        Configuration.load(
            List.copyOf(ServerOptions.SETTINGS),
            List.of(),
            Optional.empty(),
            Map.of(),
            new HashMap<>(given)));
  }
}
