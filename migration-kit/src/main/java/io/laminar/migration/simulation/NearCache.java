package io.laminar.migration.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a client keeps of its reads for a moment, as applications do. It is dropped before a step
 * counts as installed, and what was asked for before that is not kept after it (race R13): once a
 * plan is acknowledged, nothing from before its drop is shown.
 */
final class NearCache {

  private static final long LIFE_NANOS = 20_000_000;

  /**
   * An answer of a store.
   *
   * @param begunNanos when the store was asked
   */
  record Kept(String value, long begunNanos) {}

  private final boolean drops;
  private final Map<String, Kept> keptByKey = new HashMap<>();
  private long toldNanos = Long.MIN_VALUE;
  private long acknowledgedThen;
  private Optional<String> wrong = Optional.empty();

  /**
   * @param drops false if it stays as it is when it is told to drop what it has
   */
  NearCache(boolean drops) {
    this.drops = drops;
  }

  /**
   * What is known of a key.
   *
   * @param acknowledged the newest plan that the process has acknowledged
   */
  Optional<Kept> find(String key, long nowNanos, long acknowledged) {
    Kept kept = keptByKey.get(key);
    if (kept == null || nowNanos - kept.begunNanos() > LIFE_NANOS) {
      return Optional.empty();
    }
    if (isOld(kept) && acknowledged > acknowledgedThen) {
      wrong =
          wrong.or(
              () ->
                  Optional.of(
                      "%s = %s was cached before number %d was acknowledged, and shown after it"
                          .formatted(key, kept.value(), acknowledged)));
    }
    return Optional.of(kept);
  }

  void keep(String key, Kept answer) {
    if (!drops || !isOld(answer)) {
      keptByKey.put(key, answer);
    }
  }

  /** A plan is about to be acknowledged. */
  void drop(long nowNanos, long acknowledged) {
    toldNanos = nowNanos;
    acknowledgedThen = acknowledged;
    if (drops) {
      keptByKey.clear();
    }
  }

  private boolean isOld(Kept kept) {
    return kept.begunNanos() < toldNanos;
  }

  /** The first answer from before a plan that was acknowledged; empty if there was none. */
  Optional<String> fault() {
    return wrong;
  }
}
