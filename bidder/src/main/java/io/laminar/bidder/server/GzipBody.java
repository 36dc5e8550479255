package io.laminar.bidder.server;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates request bodies in the gzip format (RFC 1952), one member each, within a bound.
 *
 * <p>The bound is on what comes out, so a small body that would inflate to gigabytes costs no more
 * than the largest body that is allowed. One inflater and one array serve all requests of an event
 * loop; the answer is a copy of just the bytes there are.
 */
final class GzipBody {

  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int FIRST_BYTES = 16 * 1024;

  private final int maxBytes;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private byte[] output;

  GzipBody(int maxBytes) {
    this.maxBytes = maxBytes;
    this.output = new byte[Math.min(maxBytes + 1, FIRST_BYTES)];
  }

  /**
   * Inflates one body.
   *
   * @throws RefusedException with status 400 if it is not gzip or damaged, 413 if it would be
   *     larger than allowed
   */
  byte[] inflate(byte[] input) throws RefusedException {
    int start = skipHeader(input);
    if (input.length - start < TRAILER_BYTES) {
      throw damaged("ends after " + input.length + " bytes, before its checksum");
    }
    inflater.reset();
    inflater.setInput(input, start, input.length - start);
    int length = inflateAll();
    int trailer = input.length - inflater.getRemaining();
    if (input.length - trailer != TRAILER_BYTES) {
      throw damaged(
          "has "
              + (input.length - trailer)
              + " bytes after the compressed data, must have "
              + TRAILER_BYTES);
    }
    crc.reset();
    crc.update(output, 0, length);
    if (crc.getValue() != unsigned(input, trailer) || length != unsigned(input, trailer + 4)) {
      throw damaged("does not match its checksum");
    }
    return Arrays.copyOf(output, length);
  }

  /** Frees the native memory. */
  void close() {
    inflater.end();
  }

  private int inflateAll() throws RefusedException {
    int length = 0;
    try {
      while (!inflater.finished()) {
        if (length == output.length) {
          grow();
        }
        int more = inflater.inflate(output, length, output.length - length);
        length += more;
        if (length > maxBytes) {
          throw new RefusedException(413, "the body inflates to more than " + maxBytes + " bytes");
        }
        if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw damaged("ends before its compressed data does");
        }
      }
      return length;
    } catch (DataFormatException e) {
      throw damaged(String.valueOf(e.getMessage()));
    }
  }

  private void grow() {
    output = Arrays.copyOf(output, Math.min(maxBytes + 1, output.length * 2));
  }

  private static int skipHeader(byte[] input) throws RefusedException {
    if (input.length < HEADER_BYTES
        || (input[0] & 0xff) != 0x1f
        || (input[1] & 0xff) != 0x8b
        || input[2] != 8) {
      throw damaged("does not begin with a gzip header");
    }
    int flags = input[3];
    int at = HEADER_BYTES;
    if ((flags & FLAG_EXTRA) != 0) {
      at += 2 + (at + 2 <= input.length ? (input[at] & 0xff) | (input[at + 1] & 0xff) << 8 : 0);
    }
    if ((flags & FLAG_NAME) != 0) {
      at = afterZero(input, at);
    }
    if ((flags & FLAG_COMMENT) != 0) {
      at = afterZero(input, at);
    }
    return at + ((flags & FLAG_HEADER_CRC) != 0 ? 2 : 0);
  }

  private static int afterZero(byte[] input, int from) {
    int at = from;
    while (at < input.length && input[at] != 0) {
      at++;
    }
    return at + 1;
  }

  private static long unsigned(byte[] input, int at) {
    return (input[at] & 0xffL)
        | (input[at + 1] & 0xffL) << 8
        | (input[at + 2] & 0xffL) << 16
        | (input[at + 3] & 0xffL) << 24;
  }

  private static RefusedException damaged(String why) {
    return new RefusedException(400, "the body is not valid gzip: it " + why);
  }
}
