package io.laminar.bidder.auction;

import java.math.BigInteger;
import java.security.SecureRandom;

/**
 * Ids of bids: a prefix that no other event loop or process has, and a counter. Not thread-safe:
 * one per event loop.
 */
public final class BidIds {

  private static final int PREFIX_BITS = 64;

  private final String prefix;
  private long last;

  /**
   * Ids with a given prefix.
   *
   * @param prefix letters and digits
   */
  public BidIds(String prefix) {
    if (!prefix.chars().allMatch(c -> c < 0x80 && Character.isLetterOrDigit(c))) {
      throw new IllegalArgumentException("prefix must be letters and digits, was " + prefix);
    }
    this.prefix = prefix + '-';
  }

  /** Ids with a random prefix of 64 bits. */
  public static BidIds random() {
    return new BidIds(
        new BigInteger(PREFIX_BITS, new SecureRandom()).toString(Character.MAX_RADIX));
  }

  String next() {
    return prefix + Long.toString(++last, Character.MAX_RADIX);
  }
}
