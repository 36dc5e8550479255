package io.laminar.bidder.auction;

/**
 * Which of a campaign's creatives a user gets: each by its weight, and the same user the same one
 * for a day, whichever bidder is asked. By weighted rendezvous: every creative draws a number from
 * the hash of itself and the user, {@code -ln(u) / weight}, and the least wins; so a creative that
 * is added or taken away changes nothing for the users of the others (D. Thaler and C. Ravishankar,
 * 1998; weights after J. Schindelhauer and G. Schomaker, 2005).
 */
final class Rotation {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final double UNIT = 0x1.0p-53;

  private Rotation() {}

  /** A number for a text; much the same texts have quite different ones. */
  static long hash(String text, long seed) {
    long hash = FNV_OFFSET ^ seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return mix(hash);
  }

  /**
   * The number that a creative draws for a user; the least wins.
   *
   * @param creative a hash
   * @param user a hash
   */
  static double draw(long creative, long user, int weight) {
    long bits = mix(creative ^ Long.rotateLeft(user, 32) ^ user);
    double uniform = ((bits >>> 11) + 0.5) * UNIT; // in (0, 1)
    return -Math.log(uniform) / weight;
  }

  /** The finaliser of SplitMix64 (G. Steele, D. Lea and C. Flood, 2014). */
  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
