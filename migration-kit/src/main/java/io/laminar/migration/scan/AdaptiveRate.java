package io.laminar.migration.scan;

import java.time.Duration;
import java.util.Locale;

/**
 * The rate at which a job may go beside live traffic: additive increase, multiplicative decrease
 * (D.-M. Chiu, R. Jain, "Analysis of the Increase and Decrease Algorithms", 1989), as TCP shares a
 * line with others of whom it knows only what it feels.
 *
 * <ul>
 *   <li>Above the objective, or when a store does badly, it halves what the job really handles, and
 *       waits a dwell time for what that brings: a percentile looks back over some seconds.
 *   <li>Between three quarters of the objective and the objective it stays as it is.
 *   <li>Below, for as long as the dwell time, it adds a twentieth of what it was before each
 *       second, until it is back.
 * </ul>
 *
 * <p>It never goes below the least rate, so that a job ends however slow live traffic is for other
 * reasons. Without a limit to go back to it is unlimited again once it is twice what the job
 * handled when it first backed off. Not thread-safe; makes no use of a clock but what it is told.
 */
public final class AdaptiveRate {

  /** Latencies are percentiles of about five seconds, and may come from another process. */
  static final Duration DWELL = Duration.ofSeconds(6);

  private static final Duration STEP = Duration.ofSeconds(1);
  private static final int STEPS = 20;
  private static final long NEVER = Long.MIN_VALUE;

  private int most;
  private long objectiveMicros;
  private int least;

  private int rate; // 0 = unlimited
  private int before; // what it backed off from first; 0 while it has not
  private long decreasedNanos = NEVER;
  private long calmSinceNanos = NEVER;
  private long increasedNanos = NEVER;
  private String why = "";

  /**
   * @param most entries per second; 0 = unlimited
   * @param objective the 99th percentile of live traffic that it keeps below; 0 = it does not care
   * @param least entries per second
   */
  public AdaptiveRate(int most, Duration objective, int least) {
    this.most = most;
    this.rate = most;
    this.objectiveMicros = objective.toNanos() / 1_000;
    this.least = least;
  }

  /** Changes the most that it may be, and begins there. */
  public void limitTo(int perSecond) {
    most = perSecond;
    beginAnew();
  }

  /** Changes what it keeps below, and down to where; begins with the most that it may be. */
  public void keepBelow(Duration objective, int leastPerSecond) {
    objectiveMicros = objective.toNanos() / 1_000;
    least = leastPerSecond;
    beginAnew();
  }

  /** Entries per second; 0 = unlimited. */
  public int perSecond() {
    return rate;
  }

  /** Why it is what it is, in words; empty while it is the most that it may be. */
  public String why() {
    return why;
  }

  /**
   * Takes in how live traffic does. To be called about once a second.
   *
   * @param nowNanos never steps back
   * @param p99Micros 99th percentile of live traffic's latency; 0 = there is none, or nobody knows
   * @param trouble what is wrong with a store, in words; empty if nothing
   * @param handled entries per second that the job handled lately
   */
  public void observe(long nowNanos, long p99Micros, String trouble, double handled) {
    if (objectiveMicros == 0) {
      return;
    }
    boolean slow = p99Micros > objectiveMicros;
    if (slow || !trouble.isEmpty()) {
      calmSinceNanos = NEVER;
      decrease(nowNanos, handled);
      why =
          (slow ? latency(p99Micros) + " is above " + millis(objectiveMicros) : trouble)
              + (rate == floor() ? ": at the least rate" : ": slowed down");
    } else if (4 * p99Micros > 3 * objectiveMicros) {
      calmSinceNanos = NEVER;
      why = before == 0 ? "" : latency(p99Micros) + " is near " + millis(objectiveMicros);
    } else if (before != 0) {
      recover(nowNanos, p99Micros);
    }
  }

  private void beginAnew() {
    rate = most;
    before = 0;
    decreasedNanos = NEVER;
    calmSinceNanos = NEVER;
    why = "";
  }

  private int floor() {
    return most == 0 ? least : Math.min(least, most);
  }

  private void decrease(long nowNanos, double handled) {
    if (decreasedNanos != NEVER && nowNanos - decreasedNanos < DWELL.toNanos()) {
      return;
    }
    int real = (int) Math.min(Integer.MAX_VALUE, Math.round(handled));
    int now = rate == 0 ? Math.max(real, floor()) : rate;
    if (before == 0) {
      before = most == 0 ? now : most;
    }
    int felt = real > 0 ? Math.min(now, real) : now; // a limit that does not bind slows nothing
    rate = Math.max(floor(), felt / 2);
    decreasedNanos = nowNanos;
  }

  private void recover(long nowNanos, long p99Micros) {
    why = latency(p99Micros) + " is below " + millis(objectiveMicros) + ": speeds up again";
    if (calmSinceNanos == NEVER) {
      calmSinceNanos = nowNanos;
      increasedNanos = nowNanos;
    }
    boolean calm = nowNanos - calmSinceNanos >= DWELL.toNanos();
    if (!calm || nowNanos - increasedNanos < STEP.toNanos()) {
      return;
    }
    increasedNanos = nowNanos;
    long next = (long) rate + Math.max(1, before / STEPS);
    long full = most == 0 ? 2L * before : most;
    if (next >= full) {
      beginAnew();
    } else {
      rate = (int) next;
    }
  }

  private static String latency(long micros) {
    return "live p99 " + millis(micros);
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
  }
}
