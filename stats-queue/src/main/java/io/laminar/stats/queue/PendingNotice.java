package io.laminar.stats.queue;

import io.laminar.stats.event.EventCodec;
import io.laminar.stats.event.Notice;
import io.laminar.stats.queue.EventQueueException.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * A notice whose sender waits to hear that it is safe: in Kafka or, if Kafka does not answer soon,
 * on the disk.
 *
 * <p>The sender hears on its own context, once, at the latest at the deadline. A notice that was
 * settled otherwise while it still waited for the drain thread is not sent; one that the producer
 * has is sent all the same, which does no harm: a notice that comes twice counts once.
 */
final class PendingNotice implements Outgoing {

  private final Vertx vertx;
  private final Context context;
  private final Notice notice;
  private final Outbox outbox;
  private final QueueCounts counts;
  private final Promise<Void> promise = Promise.promise();
  private volatile boolean over;
  private long timer;

  PendingNotice(Vertx vertx, Notice notice, Outbox outbox, QueueCounts counts) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.notice = notice;
    this.outbox = outbox;
    this.counts = counts;
  }

  /** Waits for Kafka alone. On the sender's context, once the outbox has it. */
  Future<Void> await(long deadlineMillis) {
    timer = vertx.setTimer(deadlineMillis, late -> giveUp(deadlineMillis));
    return promise.future();
  }

  /** Waits for Kafka and then for the disk. On the sender's context, once the outbox has it. */
  Future<Void> await(long spillMillis, long deadlineMillis, Keeper keeper) {
    timer =
        vertx.setTimer(
            spillMillis,
            late -> {
              counts.missed();
              awaitDisk(Math.max(1, deadlineMillis - spillMillis), deadlineMillis, keeper);
            });
    return promise.future();
  }

  /** Waits for the disk alone. On the sender's context; the outbox does not have it. */
  Future<Void> awaitDisk(long deadlineMillis, Keeper keeper) {
    awaitDisk(deadlineMillis, deadlineMillis, keeper);
    return promise.future();
  }

  private void awaitDisk(long leftMillis, long deadlineMillis, Keeper keeper) {
    if (keeper.offer(this)) {
      timer = vertx.setTimer(leftMillis, late -> giveUp(deadlineMillis));
    } else {
      fail(
          new EventQueueException(
              Kind.FULL,
              "the event queue is full: as many events as may (queue.buffer) wait for Kafka or the"
                  + " disk",
              null));
    }
  }

  @Override
  public void sendThrough(KafkaSender kafka) {
    if (over) {
      outbox.release();
    } else {
      kafka.sendNotice(notice.id(), bytes(), this::settle);
    }
  }

  @Override
  public void abandon() {
    settle(new EventQueueException(Kind.CLOSED, "the event queue closed before it was sent", null));
  }

  /** True if its sender has heard already. */
  boolean isOver() {
    return over;
  }

  byte[] bytes() {
    return EventCodec.encode(notice);
  }

  /** The disk has it; any thread. */
  void kept() {
    over = true;
    context.runOnContext(
        here -> {
          vertx.cancelTimer(timer);
          if (!promise.future().isComplete()) {
            counts.kept(); // before anybody hears of it
            promise.complete();
          }
        });
  }

  /** The disk cannot take it; any thread. */
  void unkept(Exception failure) {
    context.runOnContext(
        here -> {
          vertx.cancelTimer(timer);
          fail(
              new EventQueueException(
                  Kind.UNKEPT,
                  "Kafka does not acknowledge it, and the disk cannot take it: "
                      + failure.getMessage(),
                  failure));
        });
  }

  private void settle(Exception failure) {
    outbox.release();
    if (failure == null) {
      counts.sent();
    }
    context.runOnContext(here -> answer(failure));
  }

  private void answer(Exception failure) {
    vertx.cancelTimer(timer);
    if (failure == null) {
      over = true;
      promise.tryComplete();
    } else {
      fail(
          failure instanceof EventQueueException known
              ? known
              : new EventQueueException(
                  Kind.REFUSED, "Kafka refused the notice: " + failure.getMessage(), failure));
    }
  }

  private void giveUp(long deadlineMillis) {
    fail(
        new EventQueueException(
            Kind.LATE, "no acknowledgement from Kafka within " + deadlineMillis + " ms", null));
  }

  private void fail(EventQueueException failure) {
    over = true;
    if (!promise.future().isComplete()) {
      counts.failed(); // before anybody hears of it
      promise.fail(failure);
    }
  }
}
