package io.laminar.load.template;

import java.nio.charset.StandardCharsets;

/**
 * Ids of requests, unique over the loops of a run and over runs: a bidder may remember ids, so a
 * repeated run must not repeat them. Immutable.
 *
 * <p>All have the same length: twelve hexadecimal digits of the run, two of the loop, ten of the
 * request, with dashes between.
 */
public final class RequestIds {

  /** The length of every id, in bytes. */
  public static final int LENGTH = 26;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int RUN_DIGITS = 12;
  private static final int LOOP_DIGITS = 2;
  private static final int REQUEST_DIGITS = 10;
  private static final int PREFIX = RUN_DIGITS + 1 + LOOP_DIGITS + 1;

  private final byte[] prefix = new byte[PREFIX];

  /**
   * @param run drawn anew for each run; its low 48 bits are used
   * @param loop {@code 0..255}
   */
  public RequestIds(long run, int loop) {
    hex(run, RUN_DIGITS, prefix, 0);
    prefix[RUN_DIGITS] = '-';
    hex(loop, LOOP_DIGITS, prefix, RUN_DIGITS + 1);
    prefix[PREFIX - 1] = '-';
  }

  /** Writes the id of a request at the beginning of {@code target}. */
  public void write(long request, byte[] target) {
    System.arraycopy(prefix, 0, target, 0, PREFIX);
    hex(request, REQUEST_DIGITS, target, PREFIX);
  }

  /** The id of a request. */
  public String text(long request) {
    byte[] bytes = new byte[LENGTH];
    write(request, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static void hex(long value, int digits, byte[] target, int at) {
    long rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      target[i] = HEX[(int) (rest & 15)];
      rest >>>= 4;
    }
  }
}
