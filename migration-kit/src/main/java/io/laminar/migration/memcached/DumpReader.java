package io.laminar.migration.memcached;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts the keys out of a dump: lines {@code key=<encoded> exp=… la=… …}, then {@code END}. Holds no
 * more than a line.
 */
final class DumpReader {

  private static final int MAX_LINE_BYTES = 4 * 1024;
  private static final byte[] KEY = "key=".getBytes(StandardCharsets.US_ASCII);

  private final Consumer<byte[]> keys;
  private final Consumer<String> otherLines;
  private byte[] rest = new byte[0];

  /**
   * @param otherLines the lines that hold no key: the end, or why there is no dump
   */
  DumpReader(Consumer<byte[]> keys, Consumer<String> otherLines) {
    this.keys = keys;
    this.otherLines = otherLines;
  }

  /**
   * Takes what came.
   *
   * @throws IllegalArgumentException if this is not a dump
   */
  void feed(Buffer chunk) {
    byte[] data = joined(chunk);
    int start = 0;
    for (int at = rest.length; at < data.length; at++) {
      if (data[at] == '\n') {
        take(data, start, at > start && data[at - 1] == '\r' ? at - 1 : at);
        start = at + 1;
      }
    }
    rest = Arrays.copyOfRange(data, start, data.length);
    if (rest.length > MAX_LINE_BYTES) {
      throw new IllegalArgumentException("a line of more than " + MAX_LINE_BYTES + " bytes");
    }
  }

  private byte[] joined(Buffer chunk) {
    byte[] data = Arrays.copyOf(rest, rest.length + chunk.length());
    chunk.getBytes(data, rest.length);
    return data;
  }

  private void take(byte[] data, int start, int end) {
    int keyStart = start + KEY.length;
    if (end < keyStart || Arrays.mismatch(data, start, keyStart, KEY, 0, KEY.length) >= 0) {
      otherLines.accept(new String(data, start, end - start, StandardCharsets.UTF_8));
      return;
    }
    int keyEnd = keyStart;
    while (keyEnd < end && data[keyEnd] != ' ') {
      keyEnd++;
    }
    keys.accept(KeyBytes.decode(data, keyStart, keyEnd));
  }
}
