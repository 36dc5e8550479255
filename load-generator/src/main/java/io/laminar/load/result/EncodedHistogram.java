package io.laminar.load.result;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * A histogram as its log format writes it, compressed and without loss: about a kilobyte instead of
 * nearly two hundred, so that each second of a long run can keep its own.
 *
 * @param text Base64
 */
public record EncodedHistogram(String text) {

  /** Encodes a copy. */
  public static EncodedHistogram of(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    byte[] used = new byte[length];
    bytes.flip();
    bytes.get(used);
    return new EncodedHistogram(Base64.getEncoder().encodeToString(used));
  }

  /**
   * The histogram again.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public Histogram decoded() {
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
    } catch (DataFormatException | RuntimeException e) {
      throw new IllegalArgumentException("not a compressed histogram: " + e.getMessage(), e);
    }
  }
}
