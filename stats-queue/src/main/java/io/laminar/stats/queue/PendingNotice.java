package io.laminar.stats.queue;

import io.laminar.stats.event.Notice;
import io.laminar.stats.queue.EventQueueException.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * A notice whose sender waits to hear that Kafka has it.
 *
 * <p>The sender hears on its own context, once, at the latest at the deadline. A notice that was
 * given up on while it still waited here is not sent; one that the producer has is sent all the
 * same, which does no harm: a notice that comes twice counts once.
 */
final class PendingNotice implements Outgoing {

  private final Vertx vertx;
  private final Context context;
  private final Notice notice;
  private final Outbox outbox;
  private final QueueCounts counts;
  private final Promise<Void> promise = Promise.promise();
  private volatile boolean givenUp;
  private long timer;

  PendingNotice(Vertx vertx, Notice notice, Outbox outbox, QueueCounts counts) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.notice = notice;
    this.outbox = outbox;
    this.counts = counts;
  }

  /** On the sender's context, once the outbox has it. */
  Future<Void> await(long deadlineMillis) {
    timer = vertx.setTimer(deadlineMillis, late -> giveUp(deadlineMillis));
    return promise.future();
  }

  @Override
  public void sendThrough(KafkaSender kafka) {
    if (givenUp) {
      outbox.release();
    } else {
      kafka.send(notice, null, this::settle);
    }
  }

  @Override
  public void abandon() {
    settle(new EventQueueException(Kind.CLOSED, "the event queue closed before it was sent", null));
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
    givenUp = true;
    fail(
        new EventQueueException(
            Kind.LATE, "no acknowledgement from Kafka within " + deadlineMillis + " ms", null));
  }

  private void fail(EventQueueException failure) {
    if (!promise.future().isComplete()) {
      counts.failed(); // before anybody hears of it
      promise.fail(failure);
    }
  }
}
