package io.laminar.stats.queue;

import io.laminar.stats.event.Notice;
import io.laminar.stats.queue.EventQueueException.Kind;
import io.laminar.stats.spill.Spill;
import io.laminar.stats.topic.EventTopic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The way of one process's events into Kafka.
 *
 * <p>What happens often is summed on each event loop ({@link #sums}); notices go one by one ({@link
 * #publish}). Both are put into a bounded outbox that one thread drains into Kafka, so no caller
 * ever waits. While Kafka does not acknowledge, notices are kept on the disk by another thread, and
 * handed to Kafka when it does again, or by the next process. A heartbeat follows at an interval.
 * Thread-safe.
 */
public final class EventQueue {

  private static final int LINGER_MILLIS = 5;
  private static final int REQUEST_TIMEOUT_MILLIS = 5_000;
  private static final int MAX_BLOCK_MILLIS = 500;

  private final Vertx vertx;
  private final EventQueueOptions options;
  private final LongSupplier nowMillis;
  private final Outbox outbox;
  private final QueueCounts counts = new QueueCounts();
  private final List<FactSums> allSums = new CopyOnWriteArrayList<>();
  private final List<Long> timers = new CopyOnWriteArrayList<>();
  private final Promise<Void> drained = Promise.promise();
  private final AtomicReference<Future<Void>> closing = new AtomicReference<>();
  private final KafkaSender sender;
  private final Heart heart;
  private final Promise<Void> settled = Promise.promise();
  private final Optional<Spill> spill;
  private final Optional<Keeper> keeper;

  EventQueue(
      Vertx vertx,
      EventQueueOptions options,
      Producer<byte[], byte[]> producer,
      Optional<Spill> spill,
      LongSupplier nowMillis) {
    this.vertx = vertx;
    this.options = options;
    this.nowMillis = nowMillis;
    this.outbox = new Outbox(options.buffer());
    this.sender =
        new KafkaSender(
            producer, options.topic(), outbox, options.deadline(), () -> drained.tryComplete());
    this.spill = spill;
    this.keeper =
        spill.map(
            disk ->
                new Keeper(disk, options.buffer(), outbox, counts, () -> settled.tryComplete()));
    this.heart = new Heart(outbox, counts, options.sender(), nowMillis);
    begin(sender, "laminar-event-queue");
    keeper.ifPresentOrElse(
        thread -> begin(thread, "laminar-event-keeper"), () -> settled.tryComplete());
    heart.beat();
    timers.add(vertx.setPeriodic(options.heartbeatInterval().toMillis(), interval -> heart.beat()));
  }

  /**
   * Makes sure that the topic is there and begins to send heartbeats.
   *
   * @return fails with {@link io.laminar.stats.topic.TopicException} if Kafka does not answer by
   *     the start deadline or refuses, with {@link io.laminar.stats.spill.SpillException} if the
   *     disk cannot be used
   */
  public static Future<EventQueue> start(Vertx vertx, EventQueueOptions options) {
    return start(vertx, options, System::currentTimeMillis);
  }

  /**
   * The same with a clock of the caller's.
   *
   * @param nowMillis since the epoch
   */
  public static Future<EventQueue> start(
      Vertx vertx, EventQueueOptions options, LongSupplier nowMillis) {
    return EventTopic.ensure(
            vertx, options.kafka(), options.topic(), options.partitions(), options.startDeadline())
        .compose(topic -> vertx.executeBlocking(() -> open(vertx, options, nowMillis), false));
  }

  private static EventQueue open(Vertx vertx, EventQueueOptions options, LongSupplier nowMillis)
      throws IOException {
    Optional<Spill> spill = Optional.empty();
    if (options.spill().folder().isPresent()) {
      spill = Optional.of(Spill.open(options.spill().folder().get(), options.spill().limitBytes()));
    }
    try {
      return new EventQueue(vertx, options, newProducer(options), spill, nowMillis);
    } catch (RuntimeException e) {
      if (spill.isPresent()) {
        spill.get().close();
      }
      throw e;
    }
  }

  private static void begin(Runnable work, String name) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Makes the sums of the current event loop, which are sent from a timer of it. Once per loop, at
   * its start.
   */
  public FactSums sums() {
    var sums =
        new FactSums(vertx.getOrCreateContext(), outbox, counts, options.sender(), nowMillis);
    allSums.add(sums);
    timers.add(vertx.setPeriodic(options.flushInterval().toMillis(), flush -> sums.flush()));
    return sums;
  }

  /**
   * Makes one notice safe.
   *
   * @return done, on the caller's context, when all of Kafka's replicas in sync have it or, if they
   *     do not say so soon, when the disk has it: from either it will be counted; fails with {@link
   *     EventQueueException}, at once if too many events wait, else at the latest when the deadline
   *     has passed. After a failure it may be sent again under the same id: it counts once
   */
  public Future<Void> publish(Notice notice) {
    if (closing.get() != null) {
      return refuse(Kind.CLOSED, "the event queue is closed");
    }
    var pending = new PendingNotice(vertx, notice, outbox, counts);
    long deadlineMillis = options.deadline().toMillis();
    if (keeper.isPresent()) {
      return counts.kafkaIsAway() || !outbox.offer(pending)
          ? pending.awaitDisk(deadlineMillis, keeper.get())
          : pending.await(options.spill().after().toMillis(), deadlineMillis, keeper.get());
    }
    if (!outbox.offer(pending)) {
      return refuse(
          Kind.FULL,
          "the event queue is full: "
              + outbox.capacity()
              + " events wait for Kafka (queue.buffer)");
    }
    return pending.await(deadlineMillis);
  }

  /** Events that wait for Kafka's acknowledgement now. */
  public long depth() {
    return outbox.depth();
  }

  /** How large {@link #depth} may get. */
  public long capacity() {
    return outbox.capacity();
  }

  /** Records that Kafka has acknowledged: notices, sums and heartbeats. */
  public long sent() {
    return counts.sentCount();
  }

  /** Notices whose sender was told that they failed. */
  public long failed() {
    return counts.failedCount();
  }

  /** Facts that were counted but whose record Kafka did not acknowledge before it was given up. */
  public long lostFacts() {
    return counts.lostFactCount();
  }

  /** Notices that were kept on the disk since the start. */
  public long kept() {
    return counts.keptCount();
  }

  /** Notices from the disk, be it of an earlier process, that Kafka has acknowledged since. */
  public long replayed() {
    return counts.replayedCount();
  }

  /** Bytes of notices on the disk. */
  public long keptBytes() {
    return spill.map(Spill::bytes).orElse(0L);
  }

  /** Records on the disk that were not what had been written, and were passed over. */
  public long damaged() {
    return spill.map(Spill::damaged).orElse(0L);
  }

  /**
   * Sends what has gathered, waits until Kafka has it, at most twice the deadline, and lets go of
   * Kafka and the disk. What is not acknowledged by either by then has failed. Further calls give
   * the same future.
   */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    if (closing.compareAndSet(null, closed.future())) {
      timers.forEach(vertx::cancelTimer);
      Future.join(allSums.stream().map(FactSums::flushForTheLastTime).toList())
          .onComplete(
              flushed -> {
                heart.leave();
                sender.stop();
                drained
                    .future()
                    .onComplete(
                        sent -> {
                          keeper.ifPresent(Keeper::stop);
                          settled.future().onComplete(closed);
                        });
              });
    }
    return closing.get();
  }

  private Future<Void> refuse(Kind kind, String message) {
    counts.failed();
    return Future.failedFuture(new EventQueueException(kind, message, null));
  }

  private static Producer<byte[], byte[]> newProducer(EventQueueOptions options) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, options.kafka());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "laminar-" + options.sender());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
    // A record the producer gave up on might have been written, and sums cannot be sent twice.
    // So it never gives up: the outbox bounds what it holds, and senders of notices stop waiting.
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    // JVM-only, and campaign ids repeat a lot within a batch.
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
