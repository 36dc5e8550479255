package io.laminar.migration.store;

import java.util.Map;
import java.util.Objects;

/**
 * What an engine does by itself, what its adapter fakes, and how much it can hold.
 *
 * @param engine the engine's name and the version it was tried with
 * @param features an answer for every feature
 * @param maxKeyBytes longest key, the store's own prefix included
 * @param maxValueBytes largest value of an entry
 */
public record Capabilities(
    String engine, Map<Feature, Support> features, int maxKeyBytes, int maxValueBytes) {

  /** Something that the kit relies on. */
  public enum Feature {
    /** Entries end by themselves. */
    EXPIRY,
    /** A put is decided by version inside the store. */
    CONDITIONAL_PUT,
    /** All entries can be walked, resumably. */
    SCAN,
    /** A counter takes each operation once. */
    COUNTER,
    /** Changes can be followed as they happen. */
    CHANGE_STREAM
  }

  /** How a feature is had. */
  public enum Kind {
    NATIVE,
    FAKED,
    NONE
  }

  /**
   * How a feature is had, and what that costs.
   *
   * @param how the command or the trick; for {@link Kind#FAKED} also its price
   */
  public record Support(Kind kind, String how) {

    public static Support by(String how) {
      return new Support(Kind.NATIVE, how);
    }

    public static Support faked(String how) {
      return new Support(Kind.FAKED, how);
    }

    public static Support none(String why) {
      return new Support(Kind.NONE, why);
    }
  }

  public Capabilities {
    Objects.requireNonNull(engine, "engine");
    features = Map.copyOf(features);
    for (Feature feature : Feature.values()) {
      if (!features.containsKey(feature)) {
        throw new IllegalArgumentException(engine + ": nothing said about " + feature);
      }
    }
  }

  /**
   * Refuses an entry whose value is too large, before anything is sent (race R21).
   *
   * @throws IllegalArgumentException with the key, the size and what is allowed
   */
  public void requireFits(String key, Entry entry) {
    if (entry.value().length() > maxValueBytes) {
      throw new IllegalArgumentException(
          engine
              + ": a value must be at most "
              + maxValueBytes
              + " bytes, that of "
              + key
              + " has "
              + entry.value().length());
    }
  }

  /** How a feature is had. */
  public Support of(Feature feature) {
    return features.get(feature);
  }
}
