package io.laminar.migration.redshift;

import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Gathers writes while one transaction is under way, so that the next carries them all.
 *
 * <p>A transaction costs Redshift about the same whatever it writes, and no two may write one table
 * at a time. Nobody waits longer than their deadline: a write that would be late is refused instead
 * of sent. Belongs to one context.
 *
 * @param <Q> what is to be written
 * @param <A> what became of it
 */
final class Gatherer<Q, A> {

  private final Context context;
  private final int maxTogether;
  private final long deadlineNanos;
  private final int maxWaiting;
  private final LongSupplier nanoTime;
  private final Refusal refusal;
  private final Transaction<Q, A> transaction;

  private final Deque<Write<Q, A>> waiting = new ArrayDeque<>();
  private boolean busy;

  /** Writes many at once. */
  interface Transaction<Q, A> {
    /** The answers are in the order of the questions. */
    Future<List<A>> write(List<Q> questions, Duration within);
  }

  /** Why a write was not sent. */
  interface Refusal {
    Throwable because(Kind kind, String reason);
  }

  private record Write<Q, A>(Q question, Promise<A> answer, long askedAt) {}

  /**
   * @param maxTogether how many one transaction may carry
   * @param maxWaiting how many may wait for the one under way; more are refused
   * @param nanoTime as {@link System#nanoTime}
   */
  Gatherer(
      Context context,
      int maxTogether,
      Duration deadline,
      int maxWaiting,
      LongSupplier nanoTime,
      Refusal refusal,
      Transaction<Q, A> transaction) {
    this.context = context;
    this.maxTogether = maxTogether;
    this.deadlineNanos = deadline.toNanos();
    this.maxWaiting = maxWaiting;
    this.nanoTime = nanoTime;
    this.refusal = refusal;
    this.transaction = transaction;
  }

  /** The answer to one question; fails as the transaction that carried it. */
  Future<A> ask(Q question) {
    if (waiting.size() >= maxWaiting) {
      return Future.failedFuture(
          refusal.because(
              Kind.OVERLOADED,
              waiting.size()
                  + " writes wait for another to end; try again later or raise"
                  + " store.max-in-flight"));
    }
    if (waiting.isEmpty() && !busy) {
      context.runOnContext(endOfTick -> next());
    }
    var write = new Write<Q, A>(question, Promise.promise(), nanoTime.getAsLong());
    waiting.add(write);
    return write.answer().future();
  }

  private void next() {
    if (busy) {
      return;
    }
    List<Write<Q, A>> together = new ArrayList<>();
    long now = nanoTime.getAsLong();
    while (!waiting.isEmpty() && together.size() < maxTogether) {
      Write<Q, A> write = waiting.poll();
      if (now - write.askedAt() >= deadlineNanos) {
        write
            .answer()
            .fail(
                refusal.because(
                    Kind.OVERLOADED, "others were written until the deadline; try again"));
      } else {
        together.add(write);
      }
    }
    if (!together.isEmpty()) {
      send(together, Duration.ofNanos(deadlineNanos - (now - together.get(0).askedAt())));
    }
  }

  private void send(List<Write<Q, A>> together, Duration within) {
    busy = true;
    transaction
        .write(together.stream().map(Write::question).toList(), within)
        .onComplete(
            answers -> {
              busy = false;
              next();
              for (int i = 0; i < together.size(); i++) {
                if (answers.succeeded()) {
                  together.get(i).answer().complete(answers.result().get(i));
                } else {
                  together.get(i).answer().fail(answers.cause());
                }
              }
            });
  }
}
