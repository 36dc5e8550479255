package io.laminar.migration.memcached;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keys as the server has them: bytes, which need not be text. */
final class KeyBytes {

  private static final String PLAIN = "-._~:/#";
  private static final String HEX = "0123456789ABCDEF";

  private KeyBytes() {}

  /**
   * The key as text.
   *
   * @throws IllegalArgumentException if it is not UTF-8
   */
  static String text(byte[] key) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("it is not UTF-8", e);
    }
  }

  static boolean beginsWith(byte[] prefix, byte[] key) {
    if (key.length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (key[i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** The key in ASCII, other bytes as {@code %XX}. */
  static String encode(byte[] key) {
    var text = new StringBuilder(key.length + 8);
    for (byte b : key) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
        text.append(c);
      } else {
        text.append('%').append(HEX.charAt(c >>> 4)).append(HEX.charAt(c & 15));
      }
    }
    return text.toString();
  }

  /**
   * The key from ASCII bytes in which others are {@code %XX}.
   *
   * @throws IllegalArgumentException if it is cut off or not hexadecimal
   */
  static byte[] decode(byte[] encoded, int from, int to) {
    byte[] key = new byte[to - from];
    int length = 0;
    int at = from;
    while (at < to) {
      if (encoded[at] == '%') {
        key[length++] = (byte) hexadecimal(encoded, at + 1, to);
        at += 3;
      } else {
        key[length++] = encoded[at++];
      }
    }
    return length == key.length ? key : Arrays.copyOf(key, length);
  }

  private static int hexadecimal(byte[] encoded, int from, int to) {
    int high = from + 1 < to ? Character.digit(encoded[from], 16) : -1;
    int low = from + 1 < to ? Character.digit(encoded[from + 1], 16) : -1;
    if (high < 0 || low < 0) {
      throw new IllegalArgumentException("half a %XX in a key");
    }
    return high << 4 | low;
  }

  /** FNV-1a, then mixed so that its high bits depend on every byte of a short key as well. */
  static long hash(byte[] key) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : key) {
      hash = (hash ^ b & 0xff) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
    return hash ^ hash >>> 33;
  }
}
