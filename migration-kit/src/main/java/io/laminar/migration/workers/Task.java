package io.laminar.migration.workers;

import io.laminar.migration.route.Side;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.BitSet;

/** What is to be done with a range. */
sealed interface Task {

  /** In a word, for "could not … range 3". */
  String verb();

  JsonObject toJson();

  /**
   * Copies it from old to new.
   *
   * @param floor the version that entries of unknown age are given
   * @param expected how many entries it was estimated to hold
   */
  record Copy(long floor, long expected) implements Task {

    private static final String VERB = "copy";

    @Override
    public String verb() {
      return VERB;
    }

    @Override
    public JsonObject toJson() {
      return new JsonObject().put("do", VERB).put("floor", floor).put("expected", expected);
    }
  }

  /**
   * Sums it up, for a comparison.
   *
   * @param side whose range it is
   * @param buckets how many digests to make
   */
  record Digest(Side side, int buckets) implements Task {

    private static final String VERB = "digest";

    @Override
    public String verb() {
      return VERB;
    }

    @Override
    public JsonObject toJson() {
      return new JsonObject().put("do", VERB).put("side", side.name()).put("buckets", buckets);
    }
  }

  /**
   * Holds its suspicious entries against the other store.
   *
   * @param side whose range it is
   * @param authority who is right
   * @param repair whether what differs is mended
   * @param quiet longer than any write takes
   * @param buckets how many digests were made
   * @param differing the buckets in which they differ
   * @param since what has this version or a later one is suspicious as well
   */
  record Compare(
      Side side,
      Side authority,
      boolean repair,
      Duration quiet,
      int buckets,
      BitSet differing,
      long since)
      implements Task {

    private static final String VERB = "compare";

    @Override
    public String verb() {
      return VERB;
    }

    @Override
    public JsonObject toJson() {
      return new JsonObject()
          .put("do", VERB)
          .put("side", side.name())
          .put("authority", authority.name())
          .put("repair", repair)
          .put("quietMillis", quiet.toMillis())
          .put("buckets", buckets)
          .put("differing", differing.toByteArray())
          .put("since", since);
    }
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws RuntimeException if it is no task
   */
  static Task from(JsonObject json) {
    return switch (json.getString("do")) {
      case Copy.VERB -> new Copy(json.getLong("floor"), json.getLong("expected"));
      case Digest.VERB -> new Digest(sideOf(json, "side"), json.getInteger("buckets"));
      case Compare.VERB ->
          new Compare(
              sideOf(json, "side"),
              sideOf(json, "authority"),
              json.getBoolean("repair"),
              Duration.ofMillis(json.getLong("quietMillis")),
              json.getInteger("buckets"),
              BitSet.valueOf(json.getBinary("differing")),
              json.getLong("since"));
      default -> throw new IllegalArgumentException("unknown task: " + json);
    };
  }

  private static Side sideOf(JsonObject json, String field) {
    return Side.valueOf(json.getString(field));
  }
}
