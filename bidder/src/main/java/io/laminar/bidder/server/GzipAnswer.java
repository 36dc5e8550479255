package io.laminar.bidder.server;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses answers in the gzip format (RFC 1952) for those who accept it. One deflater and one
 * array serve all answers of an event loop.
 */
final class GzipAnswer {

  /** Shorter answers would hardly get shorter. */
  static final int LEAST_BYTES = 256;

  private static final String GZIP = "gzip";
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
  private static final int TRAILER_BYTES = 8;

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final CRC32 crc = new CRC32();
  private byte[] output = new byte[4096];

  /** True if an {@code accept-encoding} names gzip, or anything, and does not forbid it. */
  static boolean isAccepted(String acceptEncoding) {
    if (acceptEncoding == null) {
      return false;
    }
    boolean any = false;
    int from = 0;
    while (from < acceptEncoding.length()) {
      int comma = acceptEncoding.indexOf(',', from);
      int end = comma < 0 ? acceptEncoding.length() : comma;
      while (from < end && acceptEncoding.charAt(from) == ' ') {
        from++;
      }
      if (acceptEncoding.regionMatches(true, from, GZIP, 0, GZIP.length())) {
        return !isForbidden(acceptEncoding, from, end);
      }
      any |=
          from < end
              && acceptEncoding.charAt(from) == '*'
              && !isForbidden(acceptEncoding, from, end);
      from = end + 1;
    }
    return any;
  }

  /** True if the quality is 0, in whatever digits. */
  private static boolean isForbidden(String text, int from, int end) {
    int quality = text.indexOf("q=", from);
    if (quality < 0 || quality >= end) {
      return false;
    }
    for (int i = quality + 2; i < end; i++) {
      if (text.charAt(i) != '0' && text.charAt(i) != '.' && text.charAt(i) != ' ') {
        return false;
      }
    }
    return true;
  }

  /** The answer, compressed. */
  Buffer compress(Buffer answer) {
    byte[] input = answer.getBytes();
    deflater.reset();
    deflater.setInput(input);
    deflater.finish();
    System.arraycopy(HEADER, 0, output, 0, HEADER.length);
    int length = HEADER.length;
    while (!deflater.finished()) {
      if (length + TRAILER_BYTES >= output.length) {
        output = Arrays.copyOf(output, output.length * 2);
      }
      length += deflater.deflate(output, length, output.length - length - TRAILER_BYTES);
    }
    crc.reset();
    crc.update(input);
    length = littleEndian(crc.getValue(), length);
    length = littleEndian(input.length, length);
    return Buffer.buffer(length).appendBytes(output, 0, length);
  }

  private int littleEndian(long value, int at) {
    for (int i = 0; i < 4; i++) {
      output[at + i] = (byte) (value >> 8 * i);
    }
    return at + 4;
  }

  /** Frees the native memory. */
  void close() {
    deflater.end();
  }
}
