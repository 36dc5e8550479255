package io.laminar.migration.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.ConfigurationException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationOptionsTest {

  private static final String TOKEN = "0123456789abcdef";

  private static Configuration load(Map<String, String> given) {
    return Configuration.load(
        MigrationOptions.SETTINGS, MigrationOptions.RULES, Optional.empty(), Map.of(), given);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "localhost", "::1"})
  void opensTheAdminApiOnLoopbackWithoutAToken(String host) {
    assertThat(load(Map.of("admin.host", host)).get(MigrationOptions.ADMIN_HOST)).isEqualTo(host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "10.0.0.7", "bidder-1"})
  void opensTheAdminApiToOtherMachinesOnlyWithAToken(String host) {
    assertThatThrownBy(() -> load(Map.of("admin.host", host)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("admin.host = " + host)
        .hasMessageContaining("set admin.token");
    assertThat(
            load(Map.of("admin.host", host, "admin.token", TOKEN)).get(MigrationOptions.ADMIN_HOST))
        .isEqualTo(host);
  }

  @Test
  void refusesAWeakTokenWithoutShowingIt() {
    assertThatThrownBy(() -> load(Map.of("admin.token", "geheim")))
        .hasMessageContaining("admin.token must be 16..256")
        .satisfies(refusal -> assertThat(refusal.toString()).doesNotContain("geheim"));
  }
}
