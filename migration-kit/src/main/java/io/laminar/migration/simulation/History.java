package io.laminar.migration.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What clients asked and were told, and what else happened, in the order of simulated time. */
final class History {

  /** What a client asks for. */
  enum Kind {
    READ,
    WRITE,
    DELETE
  }

  /** How it ended for the client. */
  enum Outcome {
    OK,
    /** It failed; a write may have happened, or may still happen. */
    UNKNOWN
  }

  /**
   * One operation of one client.
   *
   * @param value what was written or read; empty = nothing, also for a delete
   * @param expiresAtNanos when a written value ends, in simulated time; {@link Long#MAX_VALUE} =
   *     never
   * @param endNanos {@link Long#MAX_VALUE} while it has not ended
   */
  record Operation(
      String client,
      Kind kind,
      String key,
      String value,
      long expiresAtNanos,
      long beginNanos,
      long endNanos,
      Outcome outcome) {

    /** The event loop of its client, which shares it with others. */
    String loop() {
      return client.substring(0, client.length() - 1);
    }

    boolean writes() {
      return kind != Kind.READ;
    }

    /** True if a client was told that it is done. */
    boolean isAcknowledged() {
      return writes() && outcome == Outcome.OK;
    }

    private String ending() {
      return expiresAtNanos == Long.MAX_VALUE
          ? ""
          : String.format(" until %.3f ms", expiresAtNanos / 1e6);
    }

    @Override
    public String toString() {
      String what =
          switch (kind) {
            case READ -> "read " + key + " = " + (value.isEmpty() ? "nothing" : value);
            case WRITE -> "wrote " + key + " = " + value + ending();
            case DELETE -> "deleted " + key;
          };
      return String.format(
          "%10.3f to %10.3f ms  %-12s %s%s",
          beginNanos / 1e6,
          endNanos == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : endNanos / 1e6,
          client,
          what,
          outcome == Outcome.OK ? "" : " (outcome unknown)");
    }
  }

  private record Mark(long nanos, String text) {}

  private final List<Operation> operations = new ArrayList<>();
  private final Map<String, List<Integer>> placesByKey = new TreeMap<>();
  private final List<Mark> marks = new ArrayList<>();

  /**
   * Notes that an operation began; until its end is noted its outcome is unknown.
   *
   * @return where it is noted
   */
  int begin(Operation operation) {
    operations.add(operation);
    int place = operations.size() - 1;
    placesByKey.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(place);
    return place;
  }

  /** Notes how an operation ended. */
  void end(int place, Operation operation) {
    operations.set(place, operation);
  }

  /** Notes a write that was over before the run. */
  void initially(String key, String value, long expiresAtNanos) {
    begin(new Operation("beforehand", Kind.WRITE, key, value, expiresAtNanos, -2, -1, Outcome.OK));
  }

  /** Notes something that helps to read the history: a step, a fault. */
  void mark(long nanos, String text) {
    marks.add(new Mark(nanos, text));
  }

  List<Operation> operations() {
    return List.copyOf(operations);
  }

  /** The operations on one key, by their beginning. */
  List<Operation> of(String key) {
    return placesByKey.getOrDefault(key, List.of()).stream().map(operations::get).toList();
  }

  /** How many operations there are on one key. */
  int count(String key) {
    return placesByKey.getOrDefault(key, List.of()).size();
  }

  List<String> keys() {
    return List.copyOf(placesByKey.keySet());
  }

  /** The history of one key among the marks, for people. */
  String tell(String key) {
    List<Mark> lines = new ArrayList<>(marks);
    of(key).forEach(each -> lines.add(new Mark(each.beginNanos(), each.toString())));
    return lines.stream()
        .sorted((a, b) -> Long.compare(a.nanos(), b.nanos()))
        .map(
            line ->
                marks.contains(line)
                    ? String.format("%10.3f ms  -- %s", line.nanos() / 1e6, line.text())
                    : line.text())
        .collect(Collectors.joining("\n"));
  }
}
