package io.laminar.migration.simulation;

import io.laminar.migration.simulation.History.Kind;
import io.laminar.migration.simulation.History.Operation;
import io.laminar.migration.simulation.History.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Judges what clients saw. Every written value is unique, so a read names the write it saw. */
final class Checks {

  /** Clocks of readers differ by so much at most. */
  private static final long GRACE_NANOS = 110_000_000;

  private Checks() {}

  /**
   * Every read returned the last write acknowledged before it, or one that was not over yet: what
   * must hold in every step, also while members read from different stores.
   *
   * @return the first read that did not, in words
   */
  static Optional<String> regular(List<Operation> ofKey) {
    return regular(ofKey, Kept.EVERY_WRITE, Long.MAX_VALUE);
  }

  /**
   * The same, where a strategy promises less for a while.
   *
   * @param kept what it promises until the end
   * @param endNanos from when on it promises everything
   */
  static Optional<String> regular(List<Operation> ofKey, Kept kept, long endNanos) {
    for (Operation read : ofKey) {
      if (read.kind() == Kind.READ && read.outcome() == Outcome.OK) {
        Kept now = read.beginNanos() < endNanos ? kept : Kept.EVERY_WRITE;
        Optional<String> wrong = wrong(read, ofKey, now, kept.slackNanos());
        if (wrong.isPresent()) {
          return wrong;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> wrong(
      Operation read, List<Operation> ofKey, Kept kept, long slackNanos) {
    boolean fromTheBeginning = read.value().isEmpty();
    long lastBegun = Long.MIN_VALUE / 2; // of those that were acknowledged before the read
    for (Operation each : ofKey) {
      if (isOverBefore(each, read) && kept.shows(each, read)) {
        lastBegun = Math.max(lastBegun, each.beginNanos());
        fromTheBeginning &= hasEnded(each, read);
      }
    }
    boolean wasWritten = false;
    for (Operation write : ofKey) {
      if (write.writes() && write.beginNanos() <= read.endNanos() && shows(write, read)) {
        wasWritten = true;
        boolean superseded =
            write.outcome() == Outcome.OK && lastBegun - slackNanos >= write.endNanos();
        if (!superseded) {
          return Optional.empty();
        }
      }
    }
    if (fromTheBeginning) {
      return Optional.empty();
    }
    return Optional.of(
        wasWritten
            ? "read what an acknowledged write had replaced: " + read
            : "read what nobody had written: " + read);
  }

  /** True if the read's answer is what one sees after the write. */
  private static boolean shows(Operation write, Operation read) {
    return read.value().isEmpty()
        ? write.kind() == Kind.DELETE || write.expiresAtNanos() <= read.endNanos() + GRACE_NANOS
        : write.value().equals(read.value())
            && write.expiresAtNanos() > read.beginNanos() - GRACE_NANOS;
  }

  private static boolean isOverBefore(Operation write, Operation read) {
    return write.isAcknowledged() && write.endNanos() < read.beginNanos();
  }

  private static boolean hasEnded(Operation write, Operation read) {
    return write.kind() == Kind.DELETE || write.expiresAtNanos() <= read.endNanos() + GRACE_NANOS;
  }

  /**
   * There is one order of all operations on the key that explains every answer (Wing and Gong,
   * "Testing and Verifying Concurrent Objects", 1993; with Lowe's memory of states seen): what must
   * hold where one store is the authority throughout. Not for values that expire.
   *
   * @param ofKey at most 64 operations
   */
  static boolean isLinearizable(List<Operation> ofKey) {
    List<Operation> relevant =
        ofKey.stream().filter(each -> each.writes() || each.outcome() == Outcome.OK).toList();
    if (relevant.size() > Long.SIZE) {
      throw new IllegalArgumentException(relevant.size() + " operations are too many to order");
    }
    return new Order(relevant).exists(0, "");
  }

  private record State(long done, String value) {}

  private static final class Order {
    private final List<Operation> operations;
    private final Set<State> failed = new HashSet<>();

    Order(List<Operation> operations) {
      this.operations = operations;
    }

    boolean exists(long done, String value) {
      long firstEnd = Long.MAX_VALUE;
      boolean allAnswered = true;
      for (int i = 0; i < operations.size(); i++) {
        Operation each = operations.get(i);
        if ((done >>> i & 1) == 0 && each.outcome() == Outcome.OK) {
          allAnswered = false;
          firstEnd = Math.min(firstEnd, each.endNanos());
        }
      }
      if (allAnswered) {
        return true;
      }
      var state = new State(done, value);
      if (failed.contains(state)) {
        return false;
      }
      for (int i = 0; i < operations.size(); i++) {
        Operation next = operations.get(i);
        boolean mayBeNext = (done >>> i & 1) == 0 && next.beginNanos() <= firstEnd;
        if (mayBeNext
            && (next.writes() || next.value().equals(value))
            && exists(done | 1L << i, next.writes() ? next.value() : value)) {
          return true;
        }
      }
      failed.add(state);
      return false;
    }
  }
}
