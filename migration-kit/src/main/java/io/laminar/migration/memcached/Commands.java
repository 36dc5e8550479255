package io.laminar.migration.memcached;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * Lays commands one after the other into bytes that are sent at once.
 *
 * <p>Reads and deletes are meta commands ({@code mg}, {@code md}). Writes are the classic {@code
 * add} and {@code cas}: when the server is out of memory a meta set, whatever its mode, removes
 * what was under the key, the classic ones leave it (seen with 1.6.18). Misses are answered too,
 * with four bytes each, so that the answers are known by their order and need no tags.
 */
final class Commands {

  private static final byte[] GET = ascii("mg ");
  private static final byte[] DELETE = ascii("md ");
  private static final byte[] VALUE = ascii(" v\r\n");
  private static final byte[] VALUE_AND_LIFE = ascii(" v t\r\n");
  private static final byte[] VALUE_AND_TOKEN = ascii(" v c\r\n");
  private static final byte[] NEWLINE = ascii("\r\n");

  private static final int TYPICAL_BYTES = 64;

  private final Buffer bytes;
  private int count;

  Commands(int expected) {
    bytes = Buffer.buffer(Math.min(expected, 1024) * TYPICAL_BYTES);
  }

  /** Reads a value. */
  Commands get(String key) {
    return meta(GET, key, VALUE);
  }

  /** Reads a value and how long it will still be there. */
  Commands getWithLife(String key) {
    return meta(GET, key, VALUE_AND_LIFE);
  }

  /** Reads a value and the token that a conditional write needs. */
  Commands getWithToken(String key) {
    return meta(GET, key, VALUE_AND_TOKEN);
  }

  /** Writes where nothing is. */
  Commands add(String key, Buffer value, int expirySecond) {
    return store("add ", key, value, expirySecond, "");
  }

  /** Writes if nobody has written since the token was read. */
  Commands compareAndSet(String key, Buffer value, int expirySecond, long token) {
    return store("cas ", key, value, expirySecond, " " + Long.toUnsignedString(token));
  }

  /** Deletes if nobody has written since the token was read. */
  Commands delete(String key, long token) {
    return meta(DELETE, key, ascii(" C" + Long.toUnsignedString(token) + "\r\n"));
  }

  /** Names the user; must be the first command of a connection. protocol.txt, "Authentication". */
  Commands authenticate(String user, String password) {
    return store("set ", "auth", Buffer.buffer(user + " " + password), 0, "");
  }

  /** A command without key or value. */
  Commands plain(String command) {
    bytes.appendBytes(ascii(command)).appendBytes(NEWLINE);
    count++;
    return this;
  }

  /** What to send. */
  Buffer bytes() {
    return bytes;
  }

  /** How many replies will come. */
  int count() {
    return count;
  }

  private Commands meta(byte[] command, String key, byte[] flags) {
    bytes.appendBytes(command).appendString(key).appendBytes(flags);
    count++;
    return this;
  }

  /** {@code <command> <key> <flags> <exptime> <bytes>[ <cas unique>]\r\n<value>\r\n}. */
  private Commands store(
      String command, String key, Buffer value, int expirySecond, String suffix) {
    bytes
        .appendString(command)
        .appendString(key)
        .appendString(" 0 ")
        .appendString(Integer.toString(expirySecond))
        .appendString(" ")
        .appendString(Integer.toString(value.length()))
        .appendString(suffix)
        .appendBytes(NEWLINE)
        .appendBuffer(value)
        .appendBytes(NEWLINE);
    count++;
    return this;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
