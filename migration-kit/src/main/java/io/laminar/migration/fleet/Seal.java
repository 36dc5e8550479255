package io.laminar.migration.fleet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash of a {@link Link}: SHA-256 over its parts in order. One use. */
final class Seal {

  private final MessageDigest digest;

  Seal() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  Seal add(long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    return this;
  }

  Seal add(boolean flag) {
    digest.update((byte) (flag ? 1 : 0));
    return this;
  }

  /** Each text with its length, so that no two contents give the same bytes. */
  Seal add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
    return this;
  }

  /** In lower-case hexadecimal. */
  String hash() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
