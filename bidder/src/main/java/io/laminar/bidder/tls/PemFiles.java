package io.laminar.bidder.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at a certificate and its key before a port is opened with them: a server takes what does
 * not fit together, and then no client can speak to it.
 */
final class PemFiles {

  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", Pattern.DOTALL);
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----(.*?)-----END", Pattern.DOTALL);
  private static final byte[] MESSAGE = "laminar".getBytes(StandardCharsets.US_ASCII);

  private final Path certificateFile;
  private final Path keyFile;
  private final Instant now;

  PemFiles(Path certificateFile, Path keyFile, Instant now) {
    this.certificateFile = certificateFile;
    this.keyFile = keyFile;
    this.now = now;
  }

  /** What keeps clients from speaking to a server with these files; empty if nothing is found. */
  Optional<String> problem() {
    X509Certificate certificate;
    try {
      certificate = certificates().get(0);
      certificate.checkValidity(Date.from(now));
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      return Optional.of(
          TlsOptions.CERTIFICATE.key()
              + ": the certificate in "
              + certificateFile
              + " does not hold now: "
              + e.getMessage());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return Optional.of(unreadable(TlsOptions.CERTIFICATE.key(), certificateFile, e));
    }
    try {
      return fits(certificate.getPublicKey())
          ? Optional.empty()
          : Optional.of(
              TlsOptions.KEY.key()
                  + ": the key in "
                  + keyFile
                  + " is not that of the certificate in "
                  + certificateFile);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return Optional.of(unreadable(TlsOptions.KEY.key(), keyFile, e));
    }
  }

  private static String unreadable(String setting, Path file, Exception why) {
    return setting + ": " + file + " cannot be used: " + why.getMessage();
  }

  private List<X509Certificate> certificates() throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> all = new ArrayList<>();
    Matcher pem = CERTIFICATE.matcher(Files.readString(certificateFile, StandardCharsets.US_ASCII));
    while (pem.find()) {
      var der = new ByteArrayInputStream(Base64.getMimeDecoder().decode(pem.group(1)));
      all.add((X509Certificate) factory.generateCertificate(der));
    }
    if (all.isEmpty()) {
      throw new IOException("it holds no -----BEGIN CERTIFICATE-----");
    }
    return all;
  }

  /** Only keys in PKCS#8 are tried; the server reads the older forms too. */
  private boolean fits(PublicKey published) throws IOException, GeneralSecurityException {
    Matcher pem = KEY.matcher(Files.readString(keyFile, StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new IOException("it holds no -----BEGIN PRIVATE KEY-----");
    }
    if (!pem.group(1).isEmpty()) {
      return true;
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
    String algorithm = published.getAlgorithm();
    PrivateKey key =
        KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
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
