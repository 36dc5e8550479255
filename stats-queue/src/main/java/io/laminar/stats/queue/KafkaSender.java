package io.laminar.stats.queue;

import io.laminar.stats.event.Event;
import io.laminar.stats.event.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The drain thread: hands what is in the outbox to Kafka's producer, one after the other.
 *
 * <p>{@code KafkaProducer.send} blocks while it does not know the topic's partitions or its buffer
 * is full. So it is called here and nowhere else, and what it holds up is one thread and a bounded
 * outbox. What the producer cannot take now is offered to it again until it can or the queue
 * closes; what it has taken it keeps trying by itself, in order and without duplicates, for as long
 * as the process lives.
 */
final class KafkaSender implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaSender.class);
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Outbox outbox;
  private final Duration closePatience;
  private final Runnable onEnd;
  private volatile long stopAtNanos;
  private volatile boolean stopping;

  /**
   * @param closePatience how long what is left may take once the queue closes, and the producer
   *     after that
   * @param onEnd called last, on the drain thread
   */
  KafkaSender(
      Producer<byte[], byte[]> producer,
      String topic,
      Outbox outbox,
      Duration closePatience,
      Runnable onEnd) {
    this.producer = producer;
    this.topic = topic;
    this.outbox = outbox;
    this.closePatience = closePatience;
    this.onEnd = onEnd;
  }

  @Override
  public void run() {
    try {
      while (true) {
        Outgoing next = outbox.take(stopping ? 0 : IDLE_NANOS);
        if (next != null) {
          pass(next);
        } else if (stopping) {
          return;
        }
      }
    } finally {
      closeProducer();
      onEnd.run();
    }
  }

  /** Makes the thread end when the outbox is empty or the patience is over. */
  void stop() {
    stopAtNanos = System.nanoTime() + closePatience.toNanos();
    stopping = true;
    outbox.wake();
  }

  /**
   * Sends one event. For the drain thread only.
   *
   * @param partition null for any
   * @param settled told the failure, or null when Kafka has the event; on the producer's thread
   */
  void send(Event event, Integer partition, Consumer<Exception> settled) {
    send(new ProducerRecord<>(topic, partition, null, EventCodec.encode(event)), settled);
  }

  /**
   * Sends one notice, all of the same id to the same partition: there they are counted one after
   * the other, and none can miss that another came before it. For the drain thread only.
   *
   * @param value the notice, laid out
   */
  void sendNotice(String id, byte[] value, Consumer<Exception> settled) {
    send(new ProducerRecord<>(topic, id.getBytes(StandardCharsets.UTF_8), value), settled);
  }

  private void send(ProducerRecord<byte[], byte[]> record, Consumer<Exception> settled) {
    while (true) {
      var attempt = new Attempt(settled);
      Exception notTaken = attempt.with(producer, record);
      if (notTaken == null) {
        return;
      }
      if (!(notTaken instanceof RetriableException) || isOutOfTime()) {
        settled.accept(notTaken);
        return;
      }
      LockSupport.parkNanos(AGAIN_NANOS);
    }
  }

  /** The topic's partitions as last heard; empty if Kafka does not tell. */
  List<PartitionInfo> partitions() {
    try {
      return producer.partitionsFor(topic);
    } catch (RetriableException e) {
      LOG.debug("the partitions of {} are not known now", topic, e);
      return List.of();
    }
  }

  private void pass(Outgoing next) {
    try {
      if (isOutOfTime()) {
        next.abandon();
      } else {
        next.sendThrough(this);
      }
    } catch (RuntimeException e) {
      LOG.error("an event could not be handed to Kafka", e); // its own future says so too
    }
  }

  private boolean isOutOfTime() {
    return stopping && System.nanoTime() - stopAtNanos > 0;
  }

  private void closeProducer() {
    try {
      producer.close(closePatience);
    } catch (RuntimeException e) {
      LOG.warn("the Kafka producer could not be closed", e);
    }
  }

  /**
   * One call of the producer. What it does not take it reports either by throwing or by calling
   * back before it returns; what it took and lost later, by calling back from its own thread.
   */
  private static final class Attempt implements Callback {

    private final Thread drain = Thread.currentThread();
    private final Consumer<Exception> settled;
    private boolean inside; // these two are touched by the drain thread only
    private Exception notTaken;

    Attempt(Consumer<Exception> settled) {
      this.settled = settled;
    }

    Exception with(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
      inside = true;
      try {
        producer.send(record, this);
      } catch (RuntimeException e) {
        notTaken = e;
      } finally {
        inside = false;
      }
      return notTaken;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, Exception failure) {
      if (failure != null && Thread.currentThread() == drain && inside) {
        notTaken = failure;
      } else {
        settled.accept(failure);
      }
    }
  }
}
