package io.laminar.bidder.frequency;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.laminar.bidder.frequency.SeenStore.Sight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What users have seen, as far as this process knows.
 *
 * <p>A user of whom nothing is known here is asked for in the background, and {@link #find} says so
 * by null: campaigns with caps are then not shown, rather than once too often. What is known is
 * asked for again when it is older than the refresh time and used, and impressions that this
 * process is told of are added at once. So a cap can be passed only by impressions of bids that
 * were made before the bills of the earlier ones came here: within the refresh time for bills that
 * came to another bidder, within the way of the notice for our own. Users and waiting questions
 * have bounds; a question beyond them is dropped and comes with the next request. Thread-safe.
 */
public final class SeenBook {

  private static final int MAX_ASKED = 10_000;
  private static final int MAX_TOLD = 50_000;

  /** A history and when it was loaded; none yet: {@code loadedNanos} is when it was asked for. */
  private record Entry(History history, boolean loaded, long instantNanos) {}

  private final Cache<Long, Entry> entryByUser;
  private final long refreshNanos;
  private final LongSupplier nanoTime;
  private final ArrayBlockingQueue<Long> asked = new ArrayBlockingQueue<>(MAX_ASKED);
  private final ArrayBlockingQueue<Sight> told = new ArrayBlockingQueue<>(MAX_TOLD);
  private final AtomicLong lost = new AtomicLong();

  /**
   * @param maxUsers of whom something is remembered here
   * @param refresh how old what is known may become
   * @param nanoTime monotonic
   */
  public SeenBook(int maxUsers, Duration refresh, LongSupplier nanoTime) {
    this.entryByUser = Caffeine.newBuilder().maximumSize(maxUsers).executor(Runnable::run).build();
    this.refreshNanos = refresh.toNanos();
    this.nanoTime = nanoTime;
  }

  /** What the user has seen, or null if that is not known yet; never waits. */
  public History find(long user) {
    Entry entry = entryByUser.getIfPresent(user);
    long now = nanoTime.getAsLong();
    if (entry == null) {
      ask(user, new Entry(History.NOTHING, false, now));
      return null;
    }
    if (now - entry.instantNanos >= refreshNanos) {
      ask(user, new Entry(entry.history, entry.loaded, now));
    }
    return entry.loaded ? entry.history : null;
  }

  /** The user has seen something. */
  public void add(long user, Impression impression) {
    entryByUser
        .asMap()
        .computeIfPresent(
            user,
            (any, entry) ->
                new Entry(entry.history.with(impression), entry.loaded, entry.instantNanos));
    if (!told.offer(new Sight(user, impression))) {
      lost.incrementAndGet();
    }
  }

  /** Impressions that other bidders will not learn of, since the store was away for too long. */
  public long lost() {
    return lost.get();
  }

  /** How many users are remembered here. */
  public long users() {
    return entryByUser.estimatedSize();
  }

  private void ask(long user, Entry meanwhile) {
    if (asked.offer(user)) {
      entryByUser.put(user, meanwhile);
    }
  }

  /** Up to so many users that are asked for. */
  List<Long> takeAsked(int most) {
    List<Long> users = new ArrayList<>();
    asked.drainTo(users, most);
    return users;
  }

  /** Up to so many impressions that the store does not have. */
  List<Sight> takeTold(int most) {
    List<Sight> sights = new ArrayList<>();
    told.drainTo(sights, most);
    return sights;
  }

  /** Puts impressions back that the store could not take now. */
  void putBack(List<Sight> sights) {
    for (Sight sight : sights) {
      if (!told.offer(sight)) {
        lost.incrementAndGet();
      }
    }
  }

  /** The store's answer. What came in while it was asked is kept. */
  void loaded(long user, History history) {
    entryByUser
        .asMap()
        .compute(
            user,
            (any, entry) ->
                new Entry(
                    entry == null ? history : history.with(entry.history),
                    true,
                    nanoTime.getAsLong()));
  }

  /** The store did not answer: what is not loaded is to be asked for again. */
  void failed(List<Long> users) {
    long again = nanoTime.getAsLong() - refreshNanos + TimeUnit.SECONDS.toNanos(1);
    for (Long user : users) {
      entryByUser
          .asMap()
          .computeIfPresent(user, (any, entry) -> new Entry(entry.history, entry.loaded, again));
    }
  }
}
