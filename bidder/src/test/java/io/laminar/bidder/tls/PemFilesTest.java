package io.laminar.bidder.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PemFilesTest {

  @TempDir private Path folder;
  private Path certificate;
  private Path key;

  @BeforeEach
  void make() throws Exception {
    TlsOptions made = TestCertificate.in(folder).options();
    certificate = Path.of(made.certificate());
    key = Path.of(made.key());
  }

  @Test
  void takesACertificateWithItsKey() {
    assertThat(problem(certificate, key, Instant.now())).isEmpty();
  }

  @Test
  void refusesTheKeyOfAnotherCertificate() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path otherKey = Path.of(TestCertificate.in(other).options().key());

    assertThat(problem(certificate, otherKey, Instant.now()))
        .contains(
            "bidder.tls-key: the key in "
                + otherKey
                + " is not that of the certificate in "
                + certificate);
  }

  @Test
  void refusesACertificateThatDoesNotHoldNow() {
    String start = "bidder.tls-certificate: the certificate in " + certificate;

    assertThat(problem(certificate, key, Instant.now().plus(Duration.ofDays(3_650))).orElseThrow())
        .startsWith(start)
        .contains("NotAfter");
    assertThat(problem(certificate, key, Instant.now().minus(Duration.ofDays(2))).orElseThrow())
        .startsWith(start)
        .contains("NotBefore");
  }

  @Test
  void namesTheFileThatHoldsSomethingElse() throws Exception {
    Path junk = Files.writeString(folder.resolve("junk.pem"), "junk");
    Path broken =
        Files.writeString(
            folder.resolve("broken.pem"),
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

    assertThat(problem(junk, key, Instant.now()))
        .contains(
            "bidder.tls-certificate: "
                + junk
                + " cannot be used: it holds no -----BEGIN CERTIFICATE-----");
    assertThat(problem(certificate, junk, Instant.now()))
        .contains(
            "bidder.tls-key: " + junk + " cannot be used: it holds no -----BEGIN PRIVATE KEY-----");
    assertThat(problem(certificate, broken, Instant.now()).orElseThrow())
        .startsWith("bidder.tls-key: " + broken + " cannot be used: ");
  }

  @ParameterizedTest
  @CsvSource({"RSA, RSA PRIVATE KEY", "EC, EC PRIVATE KEY"})
  void readsTheFormsBeforePkcs8AndHoldsThemAgainstTheCertificateToo(String algorithm, String form)
      throws Exception {
    TestCertificate made =
        TestCertificate.in(Files.createDirectory(folder.resolve("made")), algorithm);
    TestCertificate other =
        TestCertificate.in(Files.createDirectory(folder.resolve("other")), algorithm);
    made.writeOlderForm(form);
    Path madeKey = Path.of(made.options().key());

    assertThat(Files.readString(madeKey)).startsWith("-----BEGIN " + form + "-----");
    assertThat(problem(Path.of(made.options().certificate()), madeKey, Instant.now())).isEmpty();
    assertThat(
            problem(Path.of(other.options().certificate()), madeKey, Instant.now()).orElseThrow())
        .contains("is not that of the certificate");
  }

  @ParameterizedTest
  @CsvSource({
    "ENCRYPTED PRIVATE KEY, '', its key is encrypted",
    "RSA PRIVATE KEY, 'Proc-Type: 4,ENCRYPTED', its key is encrypted",
    "OPENSSH PRIVATE KEY, '', its key has the form OPENSSH PRIVATE KEY",
  })
  void namesTheCommandThatConvertsAKeyOfAnotherForm(String form, String head, String why)
      throws Exception {
    Path other =
        Files.writeString(
            folder.resolve("other.pem"),
            "-----BEGIN " + form + "-----\n" + head + "\nAAAA\n-----END " + form + "-----\n");

    assertThat(problem(certificate, other, Instant.now()))
        .contains(
            "bidder.tls-key: "
                + other
                + " cannot be used: "
                + why
                + "; convert it: openssl pkcs8 -topk8 -nocrypt -in "
                + other
                + " -out NEW.pem");
  }

  @Test
  void keepsTheKeyOutOfLogs() {
    assertThat(new PemFiles(certificate, key, Instant.now()).read().toString())
        .doesNotContain("PRIVATE KEY");
  }

  private static Optional<String> problem(Path certificate, Path key, Instant now) {
    return new PemFiles(certificate, key, now).read() instanceof PemFiles.Unfit unfit
        ? Optional.of(unfit.problem())
        : Optional.empty();
  }
}
