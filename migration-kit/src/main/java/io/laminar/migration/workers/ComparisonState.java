package io.laminar.migration.workers;

import io.laminar.migration.route.Side;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a comparison stands as a whole; durable beside the new store.
 *
 * @param plan hash of the plan
 * @param began a version from before anything was summed up
 * @param run under which ranges are handed out now
 * @param past runs under which they were; their workers may not all know that it is over
 * @param buckets how many digests are made of each range
 * @param expected how many entries both stores were estimated to hold
 * @param oldRanges as the old store named them
 * @param newRanges as the new store named them
 * @param compared live entries by store; empty while they are summed up
 * @param differing the buckets in which the sums differ; empty while they are summed up
 */
record ComparisonState(
    String plan,
    long began,
    long run,
    List<Long> past,
    int buckets,
    long expected,
    List<String> oldRanges,
    List<String> newRanges,
    Map<Side, Long> compared,
    Optional<BitSet> differing) {

  ComparisonState {
    past = List.copyOf(past);
    oldRanges = List.copyOf(oldRanges);
    newRanges = List.copyOf(newRanges);
    compared = Map.copyOf(compared);
  }

  /** The same, handed out anew. */
  ComparisonState under(long nextRun) {
    return next(nextRun, compared, differing);
  }

  /** All is summed up; what differs is handed out under another run. */
  ComparisonState summedUp(Map<Side, Long> live, BitSet differ, long nextRun) {
    return next(nextRun, live, Optional.of(differ));
  }

  private ComparisonState next(long nextRun, Map<Side, Long> live, Optional<BitSet> differ) {
    List<Long> all = new ArrayList<>(past);
    all.add(run);
    return new ComparisonState(
        plan, began, nextRun, all, buckets, expected, oldRanges, newRanges, live, differ);
  }

  /** All of them, also the one that is not over. */
  List<Long> runs() {
    List<Long> all = new ArrayList<>(past);
    all.add(run);
    return all;
  }

  /** Ranges of both stores: the old one's come first. */
  int ranges() {
    return oldRanges.size() + newRanges.size();
  }

  Side sideOf(int index) {
    return index < oldRanges.size() ? Side.OLD : Side.NEW;
  }

  String range(int index) {
    return sideOf(index) == Side.OLD
        ? oldRanges.get(index)
        : newRanges.get(index - oldRanges.size());
  }

  Buffer toBuffer() {
    var json =
        new JsonObject()
            .put("plan", plan)
            .put("began", began)
            .put("run", run)
            .put("past", new JsonArray(past))
            .put("buckets", buckets)
            .put("expected", expected)
            .put("oldRanges", new JsonArray(oldRanges))
            .put("newRanges", new JsonArray(newRanges));
    var live = new JsonObject();
    compared.forEach((side, count) -> live.put(side.name(), count));
    json.put("compared", live);
    differing.ifPresent(buckets -> json.put("differing", buckets.toByteArray()));
    return json.toBuffer();
  }

  /**
   * Reads what {@link #toBuffer} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no such state
   */
  static ComparisonState from(Buffer bytes) {
    try {
      var json = new JsonObject(bytes);
      JsonObject live = json.getJsonObject("compared");
      Map<Side, Long> compared = new EnumMap<>(Side.class);
      live.fieldNames().forEach(side -> compared.put(Side.valueOf(side), live.getLong(side)));
      return new ComparisonState(
          json.getString("plan"),
          json.getLong("began"),
          json.getLong("run"),
          json.getJsonArray("past").stream().map(run -> ((Number) run).longValue()).toList(),
          json.getInteger("buckets"),
          json.getLong("expected"),
          textsOf(json.getJsonArray("oldRanges")),
          textsOf(json.getJsonArray("newRanges")),
          compared,
          Optional.ofNullable(json.getBinary("differing")).map(BitSet::valueOf));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not the state of a comparison: " + bytes, e);
    }
  }

  private static List<String> textsOf(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }
}
