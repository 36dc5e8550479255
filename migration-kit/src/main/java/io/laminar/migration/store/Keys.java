package io.laminar.migration.store;

import java.nio.charset.StandardCharsets;

/**
 * Which keys every engine can hold: 1 to 250 bytes of UTF-8 without spaces or control characters.
 */
public final class Keys {

  /** Memcached's limit, the smallest of all engines; a store's own prefix counts towards it. */
  public static final int MAX_BYTES = 250;

  private Keys() {}

  /**
   * Refuses a key that some engine could not hold, before anything is sent.
   *
   * @param prefixBytes what the store puts before the key, in bytes
   * @return the key
   * @throws IllegalArgumentException with the key, its length and what is allowed
   */
  public static String requireLegal(String key, int prefixBytes) {
    int bytes = 0;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c <= ' ' || c == 0x7f) {
        throw new IllegalArgumentException(
            "key \""
                + printable(key)
                + "\" holds the character "
                + (int) c
                + " at "
                + i
                + "; spaces and control characters are not allowed");
      }
      if (Character.isSurrogate(c) && !isPair(key, i)) {
        throw new IllegalArgumentException(
            "key \"" + printable(key) + "\" holds half a surrogate pair at " + i);
      }
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isSurrogate(c) ? 2 : 3;
    }
    if (bytes == 0 || bytes + prefixBytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "key must be 1.."
              + (MAX_BYTES - prefixBytes)
              + " bytes of UTF-8, was "
              + bytes
              + ": \""
              + printable(key)
              + "\"");
    }
    return key;
  }

  /** The number of bytes of a text in UTF-8. */
  public static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static boolean isPair(String key, int i) {
    return Character.isHighSurrogate(key.charAt(i))
        ? i + 1 < key.length() && Character.isLowSurrogate(key.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(key.charAt(i - 1));
  }

  /** The beginning of a key, fit for a message. */
  public static String printable(String key) {
    String head = key.length() > 40 ? key.substring(0, 40) + "…" : key;
    return head.replaceAll("\\p{Cntrl}", "?");
  }
}
