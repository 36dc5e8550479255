package io.laminar.migration.memcached;

import io.laminar.migration.codec.Format;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Conditional writes of several keys: reads what is there with its token, decides, and writes if
 * the token is still the same; what lost a race goes into the next round.
 *
 * <p>The server gives every write of a key a new token, so nothing can come between unseen, not
 * even two writes of which the second restores the first. Each round at least one writer of a key
 * gets through; what is still racing after {@value #MAX_ROUNDS} rounds or at the deadline fails.
 */
final class WriteRounds {

  private static final int MAX_ROUNDS = 1_000;

  /** What is to become of a key. */
  interface Change {

    /** The key as the server knows it. */
    String key();

    /**
     * Decides on the entry that is there now.
     *
     * @param there {@link Entry#ABSENT} if nothing is; may have expired
     */
    Decision on(Entry there);
  }

  /**
   * What to do.
   *
   * @param writes false: leave everything as it is
   * @param bytes what to store; null: remove the key
   * @param expirySecond when the server may forget it, 0 = never
   */
  record Decision(boolean writes, Buffer bytes, int expirySecond) {
    static final Decision LEAVE = new Decision(false, null, 0);
    static final Decision REMOVE = new Decision(true, null, 0);

    static Decision store(Buffer bytes, int expirySecond) {
      return new Decision(true, bytes, expirySecond);
    }
  }

  private final MemcachedLink link;
  private final String operation;
  private final List<? extends Change> changes;
  private final long endsAtNanos;
  private final Boolean[] written;

  private List<Integer> open = new ArrayList<>();
  private int rounds;

  private WriteRounds(MemcachedLink link, String operation, List<? extends Change> changes) {
    this.link = link;
    this.operation = operation;
    this.changes = changes;
    this.endsAtNanos = link.endOfOperation();
    this.written = new Boolean[changes.size()];
    for (int i = 0; i < written.length; i++) {
      open.add(i);
    }
  }

  /** Makes changes; for each, in order, whether it was written. */
  static Future<List<Boolean>> run(
      MemcachedLink link, String operation, List<? extends Change> changes) {
    var rounds = new WriteRounds(link, operation, changes);
    return changes.isEmpty()
        ? Future.succeededFuture(List.of())
        : Loop.until(rounds::round).map(done -> List.of(rounds.written));
  }

  private Future<Boolean> round() {
    if (++rounds > MAX_ROUNDS) {
      return Future.failedFuture(
          new StoreException(
              Kind.OVERLOADED,
              link.address().toString(),
              operation,
              "others wrote " + changes.get(open.get(0)).key() + " first, every time",
              null));
    }
    var reads = new Commands(open.size());
    open.forEach(i -> reads.getWithToken(changes.get(i).key()));
    return link.ask(operation, reads, endsAtNanos).compose(this::decide);
  }

  private Future<Boolean> decide(List<Reply> found) {
    var writes = new Commands(open.size());
    List<Integer> writing = new ArrayList<>(open.size());
    for (int at = 0; at < open.size(); at++) {
      int i = open.get(at);
      Reply there = found.get(at);
      boolean exists = there.kind() == Reply.Kind.VALUE;
      String key = changes.get(i).key();
      Decision decision = changes.get(i).on(exists ? Format.decode(there.value()) : Entry.ABSENT);
      if (!decision.writes() || decision.bytes() == null && !exists) {
        written[i] = decision.writes();
        continue;
      }
      writing.add(i);
      if (decision.bytes() == null) {
        writes.delete(key, there.cas());
      } else if (exists) {
        writes.compareAndSet(key, decision.bytes(), decision.expirySecond(), there.cas());
      } else {
        writes.add(key, decision.bytes(), decision.expirySecond());
      }
    }
    if (writing.isEmpty()) {
      return Future.succeededFuture(true);
    }
    return link.ask(operation, writes, endsAtNanos).map(replies -> settle(writing, replies));
  }

  /** True if nothing is open any more. */
  private boolean settle(List<Integer> writing, List<Reply> replies) {
    open = new ArrayList<>();
    for (int at = 0; at < writing.size(); at++) {
      if (replies.get(at).kind() == Reply.Kind.DONE) {
        written[writing.get(at)] = true;
      } else {
        open.add(writing.get(at));
      }
    }
    return open.isEmpty();
  }
}
