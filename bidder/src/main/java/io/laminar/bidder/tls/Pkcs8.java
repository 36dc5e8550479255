package io.laminar.bidder.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.PublicKey;
import java.util.Arrays;

/** Private keys as Java reads them (RFC 5208), from the older forms that only hold the numbers. */
final class Pkcs8 {

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final byte[] VERSION = {0x02, 0x01, 0x00};

  private Pkcs8() {}

  /**
   * A key of PKCS#1 or SEC 1, with what tells its algorithm and curve taken from its public key.
   *
   * @param key DER
   */
  static byte[] of(byte[] key, PublicKey published) throws IOException {
    var parts = new ByteArrayOutputStream();
    parts.writeBytes(VERSION);
    parts.writeBytes(algorithm(published.getEncoded()));
    parts.writeBytes(tagged(OCTET_STRING, key));
    return tagged(SEQUENCE, parts.toByteArray());
  }

  /** The first part of a public key (RFC 5280, 4.1): what it is for. */
  private static byte[] algorithm(byte[] published) throws IOException {
    int from = contentOf(published, 0);
    int content = contentOf(published, from);
    return Arrays.copyOfRange(published, from, content + length(published, from));
  }

  private static int contentOf(byte[] der, int at) throws IOException {
    if (der.length < at + 2 || der[at] != SEQUENCE) {
      throw new IOException("the certificate's public key cannot be read");
    }
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = length << 8 | der[at + 2 + i] & 0xff;
    }
    return length;
  }

  private static byte[] tagged(int tag, byte[] content) {
    var all = new ByteArrayOutputStream();
    all.write(tag);
    if (content.length < 0x80) {
      all.write(content.length);
    } else {
      int bytes = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
      all.write(0x80 | bytes);
      for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        all.write(content.length >> shift);
      }
    }
    all.writeBytes(content);
    return all.toByteArray();
  }
}
