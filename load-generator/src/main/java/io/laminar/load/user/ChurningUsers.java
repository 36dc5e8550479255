package io.laminar.load.user;

/**
 * Users that leave for good, one after the other, each replaced by a new one who is as active: the
 * numbers of the replacements go on where those of the first users end, so nobody has a profile of
 * them. Depends on the time in the schedule alone, so a seed means the same users however fast a
 * server is. Not thread-safe.
 */
public final class ChurningUsers {

  private final ZipfUsers users;
  private final long count;
  private final double perNano;

  /**
   * @param count how many there are at a time
   * @param perSecond how many leave a second
   */
  public ChurningUsers(ZipfUsers users, long count, double perSecond) {
    this.users = users;
    this.count = count;
    this.perNano = perSecond / 1e9;
  }

  /**
   * Draws a user's number.
   *
   * @param nanos since the start of the run
   */
  public long next(long nanos) {
    long place = users.next();
    long left = (long) (perNano * Math.max(0, nanos));
    // places are given up in the order of their numbers, round after round
    long replaced = left / count + (place < left % count ? 1 : 0);
    return place + replaced * count;
  }
}
