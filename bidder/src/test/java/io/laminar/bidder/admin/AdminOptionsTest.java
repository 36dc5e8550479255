package io.laminar.bidder.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.bidder.tls.TlsOptions;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.ConfigurationException;
import io.laminar.migration.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdminOptionsTest {

  @Test
  void isClosedAndOnLoopbackUnlessToldOtherwise() {
    AdminOptions options = AdminOptions.from(load(Map.of()));

    assertThat(options.isOpen()).isFalse();
    assertThat(options.host()).isEqualTo("127.0.0.1");
    assertThat(options.bidding()).isTrue();
  }

  @Test
  void refusesAWeakTokenWithoutShowingIt() {
    assertThatThrownBy(() -> load(Map.of("bidder.admin-token", "geheim")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("bidder.admin-token must be 16..256")
        .hasMessageContaining("had 6 characters")
        .satisfies(refusal -> assertThat(refusal.toString()).doesNotContain("geheim"));
  }

  @Test
  void wantsCertificateAndKeyTogetherAndThere() {
    assertThatThrownBy(() -> load(Map.of("bidder.tls-key", "/nowhere/key.pem")))
        .hasMessageContaining("bidder.tls-certificate and bidder.tls-key must both");
    assertThatThrownBy(
            () ->
                load(
                    Map.of(
                        "bidder.tls-key", "/nowhere/key.pem",
                        "bidder.tls-certificate", "/nowhere/certificate.pem")))
        .hasMessageContaining("bidder.tls-certificate: there is no file /nowhere/certificate.pem");
  }

  private static Configuration load(Map<String, String> given) {
    List<Setting<?>> declared = new ArrayList<>(AdminOptions.SETTINGS);
    declared.addAll(TlsOptions.SETTINGS);
    return Configuration.load(
        declared,
        List.of(AdminOptions.TOKEN_IS_STRONG, TlsOptions.FILES_FIT),
        Optional.empty(),
        Map.of(),
        given);
  }
}
