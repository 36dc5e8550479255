package io.laminar.bidder.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for 127.0.0.1, made by the JDK's own tool. */
public final class TestCertificate {

  private static final String PASSWORD = "changeit";
  private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private final Path certificateFile;
  private final Path keyFile;
  private final Certificate certificate;

  private TestCertificate(Path certificateFile, Path keyFile, Certificate certificate) {
    this.certificateFile = certificateFile;
    this.keyFile = keyFile;
    this.certificate = certificate;
  }

  /** Makes one in a folder. */
  public static TestCertificate in(Path folder) throws IOException, GeneralSecurityException {
    return in(folder, "EC");
  }

  /** Makes one whose key is of this algorithm. */
  static TestCertificate in(Path folder, String algorithm)
      throws IOException, GeneralSecurityException {
    Path store = folder.resolve("key.p12");
    run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-alias",
        "bidder",
        "-keyalg",
        algorithm,
        "-dname",
        "CN=bidder.invalid",
        "-ext",
        "SAN=IP:127.0.0.1",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Certificate certificate = keys.getCertificate("bidder");
    byte[] key = keys.getKey("bidder", PASSWORD.toCharArray()).getEncoded();
    return new TestCertificate(
        pem(folder.resolve("certificate.pem"), "CERTIFICATE", certificate.getEncoded()),
        pem(folder.resolve("key.pem"), "PRIVATE KEY", key),
        certificate);
  }

  public TlsOptions options() {
    return new TlsOptions(certificateFile.toString(), keyFile.toString());
  }

  /** A client that trusts this certificate and no other. */
  public SSLContext client() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("bidder", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** Puts this certificate and its key in the place of another one's. */
  public void replace(TestCertificate other) throws IOException {
    replaceCertificate(other);
    Files.copy(keyFile, other.keyFile, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Leaves the other one's key where it is. */
  public void replaceCertificate(TestCertificate other) throws IOException {
    Files.copy(certificateFile, other.certificateFile, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Writes the key as it was before PKCS#8: the numbers alone. */
  void writeOlderForm(String form) throws IOException {
    String pem = Files.readString(keyFile).replaceAll("-----[A-Z ]+-----", "");
    byte[] pkcs8 = Base64.getMimeDecoder().decode(pem);
    // SEQUENCE, version, SEQUENCE of the algorithm, OCTET STRING: what the last one holds.
    int at = contentOf(pkcs8, 0) + 3;
    at = contentOf(pkcs8, at) + pkcs8[at + 1];
    pem(keyFile, form, Arrays.copyOfRange(pkcs8, contentOf(pkcs8, at), pkcs8.length));
  }

  private static int contentOf(byte[] der, int at) {
    return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7f : 0);
  }

  private static Path pem(Path file, String what, byte[] content) throws IOException {
    return Files.writeString(
        file,
        "-----BEGIN "
            + what
            + "-----\n"
            + BASE64.encodeToString(content)
            + "\n-----END "
            + what
            + "-----\n");
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
