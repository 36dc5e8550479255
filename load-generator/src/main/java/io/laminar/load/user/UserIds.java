package io.laminar.load.user;

import java.nio.charset.StandardCharsets;

/**
 * The ids of users, by number: {@code u0000042} is user 42.
 *
 * <p>The seeder and the generator share this, so that requests ask for profiles that exist. Numbers
 * above 9,999,999 have more digits. Any thread.
 */
public final class UserIds {

  /** No id is longer, in bytes. */
  public static final int MAX_LENGTH = 20;

  private static final int MIN_DIGITS = 7;

  private UserIds() {}

  /**
   * The id of a user.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public static String of(long number) {
    byte[] bytes = new byte[MAX_LENGTH];
    int length = write(number, bytes);
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  /**
   * Writes the id as ASCII at the beginning of {@code target}, which must hold {@link #MAX_LENGTH}
   * bytes.
   *
   * @return how many bytes were written
   * @throws IllegalArgumentException if the number is negative
   */
  public static int write(long number, byte[] target) {
    if (number < 0) {
      throw new IllegalArgumentException("user number must be >= 0, was " + number);
    }
    int digits = MIN_DIGITS;
    for (long rest = number / 10_000_000; rest > 0; rest /= 10) {
      digits++;
    }
    target[0] = 'u';
    long rest = number;
    for (int at = digits; at > 0; at--) {
      target[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return digits + 1;
  }
}
