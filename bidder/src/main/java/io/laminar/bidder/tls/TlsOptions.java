package io.laminar.bidder.tls;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * TLS of the bidder's ports.
 *
 * @param certificate PEM file with the certificate and those that it rests on; empty: no TLS
 * @param key PEM file with its private key; empty: no TLS
 */
public record TlsOptions(String certificate, String key) {

  public static final Setting<String> CERTIFICATE =
      Setting.text(
          "bidder.tls-certificate",
          "",
          "PEM file with the certificate chain of the bidder's ports; empty = no TLS");
  public static final Setting<String> KEY =
      Setting.text(
          "bidder.tls-key", "", "PEM file with the certificate's private key; empty = no TLS");

  public static final List<Setting<?>> SETTINGS = List.of(CERTIFICATE, KEY);

  /** Both files or none, and both fit to be used now. */
  public static final Configuration.Rule FILES_FIT = configuration -> from(configuration).problem();

  /** No TLS. */
  public static final TlsOptions NONE = new TlsOptions("", "");

  public static TlsOptions from(Configuration configuration) {
    return new TlsOptions(configuration.get(CERTIFICATE), configuration.get(KEY));
  }

  public boolean isOn() {
    return !certificate.isEmpty();
  }

  /** {@code https} or {@code http}. */
  public String scheme() {
    return isOn() ? "https" : "http";
  }

  PemFiles files(Instant now) {
    return new PemFiles(Path.of(certificate), Path.of(key), now);
  }

  private Optional<String> problem() {
    if (certificate.isEmpty() != key.isEmpty()) {
      return Optional.of(
          CERTIFICATE.key() + " and " + KEY.key() + " must both name a file, or both be empty");
    }
    for (String file : List.of(certificate, key)) {
      if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
        return Optional.of(
            (file.equals(certificate) ? CERTIFICATE : KEY).key()
                + ": there is no file "
                + file
                + " that can be read");
      }
    }
    return isOn() && files(Instant.now()).read() instanceof PemFiles.Unfit unfit
        ? Optional.of(unfit.problem())
        : Optional.empty();
  }
}
