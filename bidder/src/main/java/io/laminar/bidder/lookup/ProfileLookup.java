package io.laminar.bidder.lookup;

import io.laminar.bidder.profile.Profile;
import io.laminar.bidder.profile.ProfileFormatException;
import io.laminar.bidder.profile.ProfileReader;
import io.laminar.migration.store.Entry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Finds profiles within a deadline.
 *
 * <p>A search always ends: with the store's answer, or at its deadline, whatever the store does. An
 * answer that comes later is dropped. A user whose profile cannot be had is {@link
 * Profile#ANONYMOUS}, and the {@link ProfileRead} says why. Belongs to one event loop.
 */
public final class ProfileLookup {

  private static final int LONGEST_ID = 180;

  private final ProfileStore store;
  private final LongSupplier nanoTime;
  private final long longestNanos;
  private final int maxWaiting;
  private final ProfileCache cache;
  private final ProfileReader reader = new ProfileReader();
  private final DeadlineWheel deadlines;

  /**
   * @param store on this event loop
   * @param cache shared by the process, if there is one
   * @param nanoTime monotonic; all deadlines are on it
   */
  public ProfileLookup(
      Vertx vertx,
      ProfileStore store,
      LookupOptions options,
      Optional<ProfileCache> cache,
      LongSupplier nanoTime) {
    this.store = store;
    this.nanoTime = nanoTime;
    this.longestNanos = options.deadline().toNanos();
    this.maxWaiting = options.maxWaiting();
    this.cache = cache.orElse(null);
    this.deadlines =
        new DeadlineWheel(nanoTime, action -> vertx.setTimer(1, timer -> action.run()));
  }

  /** One search, and who waits for it: told exactly once, on the lookup's event loop. */
  public abstract static class Search extends DeadlineWheel.Node
      implements Handler<AsyncResult<Entry>> {

    private ProfileLookup lookup;
    private String userId;
    private ProfileCache.Generation generation;

    /** Whose profile was searched in the store last; null if it was asked for nothing yet. */
    protected final String userId() {
      return userId;
    }

    /** The search is over. */
    protected abstract void ended(Profile profile, ProfileRead how);

    @Override
    public final void handle(AsyncResult<Entry> answer) {
      if (lookup != null) {
        ProfileLookup from = lookup;
        from.deadlines.remove(this);
        lookup = null;
        from.answered(this, answer);
      }
    }

    @Override
    final void expired() {
      lookup = null;
      ended(Profile.ANONYMOUS, ProfileRead.LATE);
    }
  }

  /** True if so many searches wait already that no more should begin. */
  public boolean isFull() {
    return deadlines.waiting() >= maxWaiting;
  }

  /** How many searches wait for the store. */
  public int waiting() {
    return deadlines.waiting();
  }

  /**
   * Searches; the answer may come before this method returns.
   *
   * @param userId as the request says; any text
   * @param latestNanos when whoever asks has no more time; the lookup's own deadline may be earlier
   * @param search not in use for another search
   */
  public void find(String userId, long latestNanos, Search search) {
    if (!isStorable(userId)) {
      search.ended(Profile.ANONYMOUS, ProfileRead.NO_ID);
      return;
    }
    ProfileCache.Generation generation = cache == null ? null : cache.current();
    Profile cached = generation == null ? null : generation.find(userId);
    if (cached != null) {
      search.ended(cached, ProfileRead.CACHED);
      return;
    }
    long now = nanoTime.getAsLong();
    if (latestNanos - now <= 0) {
      search.ended(Profile.ANONYMOUS, ProfileRead.NO_TIME);
      return;
    }
    search.lookup = this;
    search.userId = userId;
    search.generation = generation;
    deadlines.add(search, now + Math.min(longestNanos, latestNanos - now));
    Future<Entry> read = store.get(userId);
    read.onComplete(search);
  }

  private void answered(Search search, AsyncResult<Entry> answer) {
    if (answer.failed()) {
      search.ended(Profile.ANONYMOUS, ProfileRead.FAILED);
      return;
    }
    Entry entry = answer.result();
    if (!entry.isPresent() || entry.tombstone()) {
      keep(search, Profile.ANONYMOUS);
      search.ended(Profile.ANONYMOUS, ProfileRead.MISSING);
      return;
    }
    Profile profile = decode(entry);
    if (profile == null) {
      search.ended(Profile.ANONYMOUS, ProfileRead.UNREADABLE);
      return;
    }
    keep(search, profile);
    search.ended(profile, ProfileRead.FOUND);
  }

  private static void keep(Search search, Profile profile) {
    if (search.generation != null) {
      search.generation.keep(search.userId, profile);
    }
  }

  private Profile decode(Entry entry) {
    try {
      return reader.read(entry.value());
    } catch (ProfileFormatException e) {
      return null; // counted as UNREADABLE
    }
  }

  /**
   * False for what no engine can hold, told apart without the cost of an exception: ids come from
   * outside. Stricter than {@link io.laminar.migration.store.Keys}, by far enough that a store's
   * prefix still fits.
   */
  private static boolean isStorable(String userId) {
    int length = userId.length();
    if (length == 0 || length > LONGEST_ID) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = userId.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }
}
