package io.laminar.stats.spill;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How records lie in a file: {@value #HEAD_BYTES} bytes {@code LSPILL01}, then for each record its
 * length (4 bytes, big-endian), the CRC-32C of length and bytes (4 bytes), and its bytes.
 */
final class Frames {

  static final int HEAD_BYTES = 8;
  static final int FRAME_BYTES = 8;

  /** Longer than any notice; a length beyond it is no length. */
  static final int LONGEST = 1 << 20;

  private static final byte[] HEAD = {'L', 'S', 'P', 'I', 'L', 'L', '0', '1'};

  private Frames() {}

  static ByteBuffer head() {
    return ByteBuffer.wrap(HEAD.clone());
  }

  static boolean isHead(byte[] file) {
    return file.length >= HEAD_BYTES && ByteBuffer.wrap(file, 0, HEAD_BYTES).equals(head());
  }

  static void put(ByteBuffer to, byte[] record) {
    to.putInt(record.length).putInt(checksum(record, 0, record.length)).put(record);
  }

  /** What is at one place of a file. */
  record Frame(Optional<byte[]> record, int next) {}

  /**
   * Reads one frame.
   *
   * @return empty if the file ends before it does; a frame without a record if that is damaged
   */
  static Optional<Frame> at(byte[] file, int position) {
    if (file.length - position < FRAME_BYTES) {
      return Optional.empty();
    }
    var frame = ByteBuffer.wrap(file, position, FRAME_BYTES);
    int length = frame.getInt();
    int checksum = frame.getInt();
    int from = position + FRAME_BYTES;
    if (length < 1 || length > LONGEST || length > file.length - from) {
      return Optional.empty();
    }
    int next = from + length;
    if (checksum != checksum(file, from, length)) {
      return Optional.of(new Frame(Optional.empty(), next));
    }
    byte[] record = new byte[length];
    System.arraycopy(file, from, record, 0, length);
    return Optional.of(new Frame(Optional.of(record), next));
  }

  private static int checksum(byte[] bytes, int from, int length) {
    var crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, length));
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
