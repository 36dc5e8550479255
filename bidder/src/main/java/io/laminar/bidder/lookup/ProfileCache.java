package io.laminar.bidder.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import io.laminar.bidder.profile.Profile;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Profiles kept in the process for a short time, users without one included, up to so many bytes of
 * the heap ({@link ProfileWeight}).
 *
 * <p>What is kept belongs to a generation: the number of the plan that it was read under. With
 * another plan begins another generation, empty; a read that began in one is kept in that one,
 * wherever it ends, so nothing that was read under a plan is found under the next. The old one is
 * let go of as a whole: taking a million profiles out one by one would hold up the event loop that
 * sees the change first. Thread-safe: one per process.
 */
public final class ProfileCache {

  private final long maxBytes;
  private final Duration life;
  private final LongSupplier planNumber;
  private final Ticker ticker;
  private final LongAdder pushedOut = new LongAdder();
  private final LongAdder outlived = new LongAdder();
  private final LongAdder drops = new LongAdder();
  private final AtomicReference<Generation> generation;

  /**
   * @param maxBytes of the heap, 1 or more; an entry that is larger alone is not kept
   * @param life how long an entry is used
   * @param planNumber of the plan that reads follow now; asked by each search, from any thread
   */
  public ProfileCache(long maxBytes, Duration life, LongSupplier planNumber) {
    this(maxBytes, life, planNumber, Ticker.systemTicker());
  }

  ProfileCache(long maxBytes, Duration life, LongSupplier planNumber, Ticker ticker) {
    this.maxBytes = maxBytes;
    this.life = life;
    this.planNumber = planNumber;
    this.ticker = ticker;
    this.generation = new AtomicReference<>(new Generation(planNumber.getAsLong()));
  }

  /** What is kept under one plan. */
  final class Generation {

    private final long plan;
    private final ProfileWeight weights = new ProfileWeight();
    private final Cache<String, Profile> profileByUser =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher(weights::of)
            .expireAfterWrite(life)
            .ticker(ticker)
            .evictionListener((String user, Profile profile, RemovalCause why) -> count(why))
            .executor(Runnable::run) // upkeep is short; a hop to another thread is not
            .build();

    private Generation(long plan) {
      this.plan = plan;
    }

    /** The profile, {@link Profile#ANONYMOUS} of a user who has none, or null if none is kept. */
    Profile find(String userId) {
      return profileByUser.getIfPresent(userId);
    }

    /** Keeps what a read found that began in this generation. */
    void keep(String userId, Profile profile) {
      profileByUser.put(userId, weights.shared(userId, profile));
    }
  }

  /** What is kept under the plan of now; to be noted before a read begins. */
  Generation current() {
    Generation now = generation.get();
    long plan = planNumber.getAsLong();
    return now.plan == plan ? now : renew(now, plan);
  }

  /** Drops everything, whether or not the plan has another number. */
  public void drop() {
    renew(generation.get(), planNumber.getAsLong());
  }

  private Generation renew(Generation old, long plan) {
    if (generation.compareAndSet(old, new Generation(plan))) {
      drops.increment();
    }
    return generation.get();
  }

  private void count(RemovalCause why) {
    (why == RemovalCause.EXPIRED ? outlived : pushedOut).increment();
  }

  /** Bytes of the heap that what is kept takes. Waits for upkeep: not for event loops. */
  public long bytes() {
    Generation now = generation.get();
    long entries =
        now.profileByUser
            .policy()
            .eviction()
            .map(bound -> bound.weightedSize().orElse(0))
            .orElse(0L);
    return entries + now.weights.sharedBytes();
  }

  /** Bytes that entries may take at most. */
  public long maxBytes() {
    return maxBytes;
  }

  /** Users of whom something is kept, about. */
  public long entries() {
    return generation.get().profileByUser.estimatedSize();
  }

  /** Entries that made room for others so far. */
  public long pushedOut() {
    return pushedOut.sum();
  }

  /** Entries that were kept for as long as they may. */
  public long outlived() {
    return outlived.sum();
  }

  /** How often everything was dropped. */
  public long drops() {
    return drops.sum();
  }
}
