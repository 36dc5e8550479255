package io.laminar.bidder.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.laminar.bidder.profile.Profile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Profiles kept in the process for a short time, users without one included.
 *
 * <p>When the store behind changes everything is dropped, and what was read before the change is
 * not kept after it: each read notes the generation in which it began. Profiles share the texts of
 * their segments, of which there are few: kept apart they would be most of the memory. Thread-safe:
 * one per process.
 */
public final class ProfileCache {

  /** More texts than this are not shared: names of segments come from outside. */
  private static final int MOST_TEXTS = 100_000;

  private final Cache<String, Profile> profileByUser;
  private final Map<String, String> texts = new ConcurrentHashMap<>();
  private final AtomicLong generation = new AtomicLong();

  /**
   * @param maxEntries 1 or more
   * @param life how long an entry is used
   */
  public ProfileCache(int maxEntries, Duration life) {
    this(maxEntries, life, Ticker.systemTicker());
  }

  ProfileCache(int maxEntries, Duration life, Ticker ticker) {
    this.profileByUser =
        Caffeine.newBuilder()
            .maximumSize(maxEntries)
            .expireAfterWrite(life)
            .ticker(ticker)
            .executor(Runnable::run) // upkeep is short; a hop to another thread is not
            .build();
  }

  /** Drops everything. */
  public void drop() {
    generation.incrementAndGet();
    profileByUser.invalidateAll();
  }

  /** The profile, or null if none is kept. */
  Profile find(String userId) {
    return profileByUser.getIfPresent(userId);
  }

  /** The current generation; to be noted before a read begins. */
  long generation() {
    return generation.get();
  }

  /** Keeps what was read, unless everything was dropped since the read began. */
  void keep(String userId, Profile profile, long readInGeneration) {
    if (generation.get() != readInGeneration) {
      return;
    }
    profileByUser.put(userId, profile.isAnonymous() ? profile : shared(userId, profile));
    if (generation.get() != readInGeneration) {
      profileByUser.invalidate(userId); // the drop may have come between the two lines above
    }
  }

  private Profile shared(String userId, Profile profile) {
    String[] segments = new String[profile.segments().size()];
    for (int i = 0; i < segments.length; i++) {
      segments[i] = shared(profile.segments().get(i));
    }
    return new Profile(
        profile.id().equals(userId) ? userId : profile.id(),
        List.of(segments),
        shared(profile.country()),
        profile.sequence());
  }

  private String shared(String text) {
    String known = texts.get(text);
    if (known != null || texts.size() >= MOST_TEXTS) {
      return known == null ? text : known;
    }
    texts.put(text, text);
    return text;
  }
}
