package io.laminar.bidder.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at a certificate and its key before a port shows them: a server takes what does not fit
 * together, and then no client can speak to it.
 */
final class PemFiles {

  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", Pattern.DOTALL);
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----(.*?)-----END", Pattern.DOTALL);
  private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});
  private static final byte[] MESSAGE = "laminar".getBytes(StandardCharsets.US_ASCII);

  private final Path certificateFile;
  private final Path keyFile;
  private final Instant now;

  PemFiles(Path certificateFile, Path keyFile, Instant now) {
    this.certificateFile = certificateFile;
    this.keyFile = keyFile;
    this.now = now;
  }

  /** What was found. */
  sealed interface Found {}

  /**
   * A certificate that holds now, and its key.
   *
   * @param certificates PEM, with those that it rests on
   * @param key PEM, in PKCS#8
   * @param until it holds
   */
  record Pair(String certificates, String key, Instant until) implements Found {

    /** Without the key: records end up in logs. */
    @Override
    public String toString() {
      return "Pair[until=" + until + ", key=***]";
    }
  }

  /** Something that keeps clients from speaking to a server with these files. */
  record Unfit(String problem) implements Found {}

  /** Reads both files. */
  Found read() {
    String certificates;
    X509Certificate certificate;
    try {
      certificates = Files.readString(certificateFile, StandardCharsets.US_ASCII);
      certificate = parse(certificates).get(0);
      certificate.checkValidity(Date.from(now));
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      return new Unfit(
          TlsOptions.CERTIFICATE.key()
              + ": the certificate in "
              + certificateFile
              + " does not hold now: "
              + e.getMessage());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return unreadable(TlsOptions.CERTIFICATE.key(), certificateFile, e);
    }
    try {
      PublicKey published = certificate.getPublicKey();
      byte[] key = key(published);
      return fits(key, published)
          ? new Pair(certificates, pem(key), certificate.getNotAfter().toInstant())
          : new Unfit(
              TlsOptions.KEY.key()
                  + ": the key in "
                  + keyFile
                  + " is not that of the certificate in "
                  + certificateFile);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return unreadable(TlsOptions.KEY.key(), keyFile, e);
    }
  }

  private static Unfit unreadable(String setting, Path file, Exception why) {
    String reason = why instanceof NoSuchFileException ? "there is no such file" : why.getMessage();
    return new Unfit(setting + ": " + file + " cannot be used: " + reason);
  }

  private static List<X509Certificate> parse(String text)
      throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> all = new ArrayList<>();
    Matcher pem = CERTIFICATE.matcher(text);
    while (pem.find()) {
      var der = new ByteArrayInputStream(Base64.getMimeDecoder().decode(pem.group(1)));
      all.add((X509Certificate) factory.generateCertificate(der));
    }
    if (all.isEmpty()) {
      throw new IOException("it holds no -----BEGIN CERTIFICATE-----");
    }
    return all;
  }

  /** The key in PKCS#8. */
  private byte[] key(PublicKey published) throws IOException {
    Matcher pem = KEY.matcher(Files.readString(keyFile, StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new IOException("it holds no -----BEGIN PRIVATE KEY-----");
    }
    String form = pem.group(1) + "PRIVATE KEY";
    if (pem.group(2).contains("ENCRYPTED") || form.startsWith("ENCRYPTED")) {
      throw new IOException("its key is encrypted; " + conversion());
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
    return switch (form) {
      case "PRIVATE KEY" -> der;
      case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> Pkcs8.of(der, published);
      default -> throw new IOException("its key has the form " + form + "; " + conversion());
    };
  }

  private String conversion() {
    return "convert it: openssl pkcs8 -topk8 -nocrypt -in " + keyFile + " -out NEW.pem";
  }

  private static String pem(byte[] key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + BASE64.encodeToString(key)
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static boolean fits(byte[] pkcs8, PublicKey published) throws GeneralSecurityException {
    String algorithm = published.getAlgorithm();
    PrivateKey key =
        KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    Signature signature = Signature.getInstance(signatureOf(algorithm));
    signature.initSign(key);
    signature.update(MESSAGE);
    byte[] signed = signature.sign();
    signature.initVerify(published);
    signature.update(MESSAGE);
    return signature.verify(signed);
  }

  private static String signatureOf(String algorithm) {
    return switch (algorithm) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> algorithm; // Ed25519 and Ed448 are called as their keys
    };
  }
}
