package io.laminar.migration.copy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where a copy stands; durable beside the copied data.
 *
 * @param ranges the ranges as they were when the copy began; kept, so that cursors stay meaningful
 * @param cursors per range where to go on: empty = from its start, {@code null} = finished
 * @param floor the version that entries of unknown age are given in the target
 * @param copied entries written to the target
 * @param skipped entries that the target had in the same or a newer version, or that expired
 * @param expected how many entries the source was estimated to hold
 * @param dead keys that the target refused
 */
public record Checkpoint(
    List<String> ranges,
    List<String> cursors,
    long floor,
    long copied,
    long skipped,
    long expected,
    List<String> dead) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public Checkpoint {
    ranges = List.copyOf(ranges);
    cursors = Collections.unmodifiableList(new ArrayList<>(cursors)); // holds nulls
    dead = List.copyOf(dead);
    if (ranges.size() != cursors.size()) {
      throw new IllegalArgumentException(
          "ranges=" + ranges.size() + " but cursors=" + cursors.size());
    }
  }

  /** Nothing is copied yet. */
  public static Checkpoint start(List<String> ranges, long floor, long expected) {
    return new Checkpoint(
        ranges, Collections.nCopies(ranges.size(), ""), floor, 0, 0, expected, List.of());
  }

  /** True when every range is finished. */
  @JsonIgnore
  public boolean isFinished() {
    return cursors.stream().allMatch(cursor -> cursor == null);
  }

  /** Entries handled so far. */
  public long handled() {
    return copied + skipped + dead.size();
  }

  /**
   * After a page of a range.
   *
   * @param nextCursor where the range goes on; empty if that was its last page
   */
  public Checkpoint after(
      int range, String nextCursor, long newlyCopied, long newlySkipped, List<String> newlyDead) {
    List<String> moved = new ArrayList<>(cursors);
    moved.set(range, nextCursor.isEmpty() ? null : nextCursor);
    List<String> allDead = new ArrayList<>(dead);
    allDead.addAll(newlyDead);
    return new Checkpoint(
        ranges, moved, floor, copied + newlyCopied, skipped + newlySkipped, expected, allDead);
  }

  /** For a store. */
  public Buffer toBuffer() {
    try {
      return Buffer.buffer(JSON.writeValueAsBytes(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a checkpoint is always JSON", e);
    }
  }

  /**
   * Reads what {@link #toBuffer} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no checkpoint
   */
  public static Checkpoint from(Buffer bytes) {
    try {
      return JSON.readValue(bytes.getBytes(), Checkpoint.class);
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException("not a checkpoint: " + bytes, e);
    }
  }
}
