package io.laminar.deploy.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What all members did to the stores, on the one monotonic clock that processes of a machine share.
 *
 * <p>Every write has a value of its own, so a read says which write it saw. A read is wrong if that
 * write was over before another one began that was itself acknowledged before the read began.
 */
final class History {

  /** What a read of a deleted key, or of one that was never written, sees. */
  static final String NOTHING = "-";

  /**
   * One operation.
   *
   * @param value what was written or read; a delete writes {@link #NOTHING}
   * @param acknowledged false for a write whose outcome is not known
   * @param number the publication that the member followed
   * @param trusted whether it relied on it from the beginning to the end
   */
  record Operation(
      String member,
      boolean writes,
      String key,
      String value,
      long beginNanos,
      long endNanos,
      boolean acknowledged,
      long number,
      boolean trusted) {

    String toLine() {
      return String.join(
          " ",
          member,
          writes ? "w" : "r",
          key,
          value,
          Long.toString(beginNanos),
          Long.toString(endNanos),
          acknowledged ? "ok" : "unknown",
          Long.toString(number),
          trusted ? "trusted" : "safe");
    }

    static Operation parse(String line) {
      String[] part = line.split(" ");
      return new Operation(
          part[0],
          part[1].equals("w"),
          part[2],
          part[3],
          Long.parseLong(part[4]),
          Long.parseLong(part[5]),
          part[6].equals("ok"),
          Long.parseLong(part[7]),
          part[8].equals("trusted"));
    }
  }

  private final List<Operation> operations = new ArrayList<>();

  /**
   * Adds what a member wrote down: each write twice, before it was made and when it was over. The
   * last line of a member that was killed may be half a line.
   */
  void add(Path file) throws IOException {
    String text = Files.readString(file);
    Map<String, Operation> lastByBeginning = new LinkedHashMap<>();
    text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .map(Operation::parse)
        .forEach(o -> lastByBeginning.put(o.key() + " " + o.beginNanos() + o.writes(), o));
    operations.addAll(lastByBeginning.values());
  }

  void add(Operation operation) {
    operations.add(operation);
  }

  List<Operation> operations() {
    return operations;
  }

  /** Reads that saw what had been overwritten before they began, in words. */
  List<String> staleReads() {
    Map<String, List<Operation>> byKey = new HashMap<>();
    operations.forEach(o -> byKey.computeIfAbsent(o.key(), key -> new ArrayList<>()).add(o));
    List<String> stale = new ArrayList<>();
    byKey.values().forEach(ofKey -> addStaleReads(ofKey, stale));
    return stale;
  }

  private static void addStaleReads(List<Operation> ofKey, List<String> stale) {
    Map<String, List<Operation>> writesByValue = new HashMap<>();
    TreeMap<Long, Operation> latestBegunByEnd = new TreeMap<>();
    List<Operation> acknowledged = new ArrayList<>();
    for (Operation write : ofKey) {
      if (write.writes()) {
        writesByValue.computeIfAbsent(write.value(), value -> new ArrayList<>()).add(write);
        if (write.acknowledged()) {
          acknowledged.add(write);
        }
      }
    }
    acknowledged.sort(java.util.Comparator.comparingLong(Operation::endNanos));
    Operation latest = null;
    for (Operation write : acknowledged) {
      latest = latest == null || write.beginNanos() > latest.beginNanos() ? write : latest;
      latestBegunByEnd.put(write.endNanos(), latest);
    }
    for (Operation read : ofKey) {
      if (!read.writes() && read.acknowledged()) {
        var known = latestBegunByEnd.lowerEntry(read.beginNanos());
        if (known != null && !mayHaveSeen(read, known.getValue(), writesByValue)) {
          stale.add(read.toLine() + " although there was before: " + known.getValue().toLine());
        }
      }
    }
  }

  /** True if some write of the value that was read may come after the latest that is known. */
  private static boolean mayHaveSeen(
      Operation read, Operation latest, Map<String, List<Operation>> writesByValue) {
    return writesByValue.getOrDefault(read.value(), List.of()).stream()
        .filter(write -> write.beginNanos() < read.endNanos())
        .anyMatch(write -> !write.acknowledged() || write.endNanos() >= latest.beginNanos());
  }

  /** Acknowledged writes at the same time under publications that are not neighbours, in words. */
  List<String> plansTooFarApart() {
    List<Operation> writes =
        operations.stream()
            .filter(o -> o.writes() && o.acknowledged() && o.trusted())
            .sorted(java.util.Comparator.comparingLong(Operation::beginNanos))
            .toList();
    List<String> apart = new ArrayList<>();
    List<Operation> underWay = new ArrayList<>();
    for (Operation write : writes) {
      underWay.removeIf(other -> other.endNanos() < write.beginNanos());
      for (Operation other : underWay) {
        if (Math.abs(other.number() - write.number()) > 1) {
          apart.add(other.toLine() + " beside " + write.toLine());
        }
      }
      underWay.add(write);
    }
    return apart;
  }
}
