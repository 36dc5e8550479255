package io.laminar.migration.couchbase;

import io.laminar.migration.codec.Format;
import io.laminar.migration.couchbase.CouchbaseLink.Found;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Changes that depend on what is there: read it, decide, and write on condition that nobody wrote
 * in between; again if somebody did. The server sees to the condition (CAS), so a change is decided
 * inside the store, if not in one round trip. Each change ends with its deadline.
 */
final class Changes {

  private final CouchbaseLink link;
  private final Format writes;
  private final long tombstoneMillis;

  Changes(CouchbaseLink link, Format writes, Duration tombstoneLife) {
    this.link = link;
    this.writes = writes;
    this.tombstoneMillis = tombstoneLife.toMillis();
  }

  /** Whether a change is wanted where this is. */
  interface Wanted {
    boolean over(Entry there);
  }

  /**
   * Writes an entry.
   *
   * @return true if it was wanted and is written
   */
  Future<Boolean> change(String operation, String id, Wanted wanted, Entry entry) {
    Entry settled = entry.settledAt(System.currentTimeMillis());
    return attempt(
        operation, id, wanted, (found, until) -> put(operation, id, found, settled, until));
  }

  /**
   * Removes the document that holds this version.
   *
   * @return true if it was there
   */
  Future<Boolean> purge(String id, long version) {
    return attempt(
        "purge",
        id,
        there -> there.isPresent() && there.version() == version,
        (found, until) -> link.remove("purge", id, found.cas(), until));
  }

  private interface Write {
    /** True if it was done, false if somebody was faster. */
    Future<Boolean> over(Found found, Deadline until);
  }

  private Future<Boolean> attempt(String operation, String id, Wanted wanted, Write write) {
    return attempt(operation, id, wanted, write, link.deadline(), 1);
  }

  private Future<Boolean> attempt(
      String operation, String id, Wanted wanted, Write write, Deadline until, int round) {
    Supplier<Future<Boolean>> again =
        () ->
            until.isOver()
                ? raced(operation, id, round)
                : attempt(operation, id, wanted, write, until, round + 1);
    return link.get(operation, id, until)
        .compose(
            found -> {
              if (!wanted.over(Documents.entryOf(found))) {
                return Future.succeededFuture(false);
              }
              return write
                  .over(found, until)
                  .compose(done -> done ? Future.succeededFuture(true) : again.get());
            });
  }

  private Future<Boolean> put(
      String operation, String id, Found there, Entry entry, Deadline until) {
    if (entry.tombstone() && writes == Format.PLAIN) {
      return there.isThere()
          ? link.remove(operation, id, there.cas(), until)
          : Future.succeededFuture(true);
    }
    byte[] bytes;
    try {
      bytes = writes.encode(entry).getBytes();
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    long expiresAt =
        entry.tombstone() ? System.currentTimeMillis() + tombstoneMillis : entry.expiresAt();
    return there.isThere()
        ? link.replace(operation, id, there.cas(), bytes, expiresAt, until)
        : link.insert(operation, id, bytes, expiresAt, until);
  }

  private Future<Boolean> raced(String operation, String id, int rounds) {
    return Future.failedFuture(
        link.failure(
            Kind.OVERLOADED,
            operation + " " + id,
            "others changed the document " + rounds + " times in a row; try again"));
  }
}
