package io.laminar.migration.redshift;

import io.laminar.migration.postgres.PostgresLink;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Writes to one table: transactions that hold its lock, many puts in each. */
final class TableWrites {

  /** Batches of puts that one transaction carries. */
  private static final int MAX_TOGETHER = 512;

  private static final int MAX_ATTEMPTS = 5;

  private final PostgresLink link;
  private final RedshiftSql sql;
  private final Gatherer<List<KeyedEntry>, List<Boolean>> puts;

  /**
   * @param maxWaiting batches of puts that may wait for a transaction under way
   */
  TableWrites(
      Context context, PostgresLink link, RedshiftSql sql, Duration deadline, int maxWaiting) {
    this.link = link;
    this.sql = sql;
    this.puts =
        new Gatherer<>(
            context,
            MAX_TOGETHER,
            deadline,
            maxWaiting,
            System::nanoTime,
            (kind, reason) -> new StoreException(kind, link.address(), "put", reason, null),
            this::write);
  }

  /** Writes each entry that is newer than what is there, with the batches of others. */
  Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    return puts.ask(entries);
  }

  /**
   * Does something with the table to itself, and again if the server says that it lost against
   * somebody else and that nothing of it holds.
   */
  <T> Future<T> inTransaction(
      String operation, Duration within, Function<TableTransaction, Future<T>> work) {
    return attempt(operation, System.nanoTime() + within.toNanos(), work, MAX_ATTEMPTS);
  }

  private <T> Future<T> attempt(
      String operation,
      long deadlineNanos,
      Function<TableTransaction, Future<T>> work,
      int attempts) {
    Duration left = Duration.ofNanos(Math.max(1_000_000, deadlineNanos - System.nanoTime()));
    return link.transaction(
            operation,
            left,
            connection -> new TableTransaction(connection, sql).lock().compose(work))
        .recover(
            failure ->
                attempts > 1 && RedshiftTable.lostAgainstAnother(failure)
                    ? attempt(operation, deadlineNanos, work, attempts - 1)
                    : Future.failedFuture(failure));
  }

  private Future<List<List<Boolean>>> write(List<List<KeyedEntry>> batches, Duration within) {
    Map<String, KeyedEntry> newestByKey = new LinkedHashMap<>();
    for (List<KeyedEntry> batch : batches) {
      for (KeyedEntry keyed : batch) {
        newestByKey.merge(
            keyed.key(),
            keyed,
            (one, other) -> one.entry().version() >= other.entry().version() ? one : other);
      }
    }
    long now = System.currentTimeMillis();
    List<KeyedEntry> rows =
        newestByKey.values().stream()
            .map(keyed -> new KeyedEntry(keyed.key(), keyed.entry().settledAt(now)))
            .toList();
    return inTransaction("put", within, transaction -> transaction.putNewer(rows))
        .map(
            written ->
                batches.stream().map(batch -> answers(batch, newestByKey, written)).toList());
  }

  private static List<Boolean> answers(
      List<KeyedEntry> batch, Map<String, KeyedEntry> newestByKey, Set<String> written) {
    List<Boolean> answers = new ArrayList<>(batch.size());
    for (KeyedEntry keyed : batch) {
      // of equal versions the first was written, the others changed nothing
      answers.add(newestByKey.get(keyed.key()) == keyed && written.remove(keyed.key()));
    }
    return answers;
  }
}
