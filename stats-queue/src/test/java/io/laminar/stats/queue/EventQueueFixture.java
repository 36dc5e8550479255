package io.laminar.stats.queue;

import io.laminar.migration.store.EventLoop;
import io.laminar.stats.event.Event;
import io.laminar.stats.event.EventCodec;
import io.laminar.stats.event.EventFormatException;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Heartbeat;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.event.Sums;
import io.laminar.stats.spill.Spill;
import io.laminar.stats.spill.SpillException;
import io.laminar.stats.spill.SpillOptions;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;

/** A queue before a Kafka that answers as it is told. */
abstract class EventQueueFixture {

  static final String TOPIC = "events";
  static final int PARTITIONS = 3;
  static final int BUFFER = 16;
  static final Duration NEVER = Duration.ofHours(1);
  static final Duration LONG = Duration.ofSeconds(30);

  final EventLoop loop = new EventLoop();
  final AtomicInteger attempts = new AtomicInteger();
  MockProducer<byte[], byte[]> kafka;
  EventQueue queue;

  @AfterEach
  void close() {
    if (queue != null) {
      kafka.sendException = null;
      Future<Void> closed = loop.begin(queue::close);
      await()
          .until(
              () -> {
                acknowledgeAll();
                return closed.isComplete();
              });
    }
    loop.close();
  }

  void start(
      boolean acknowledges, Duration flushInterval, Duration heartbeatInterval, Duration deadline) {
    start(acknowledges, flushInterval, heartbeatInterval, deadline, SpillOptions.off());
  }

  void start(
      boolean acknowledges,
      Duration flushInterval,
      Duration heartbeatInterval,
      Duration deadline,
      SpillOptions spill) {
    Node node = new Node(0, "kafka", 9092);
    List<PartitionInfo> partitions =
        IntStream.range(0, PARTITIONS)
            .mapToObj(i -> new PartitionInfo(TOPIC, i, node, new Node[] {node}, new Node[] {node}))
            .toList();
    var cluster = new Cluster("cluster", List.of(node), partitions, Set.of(), Set.of());
    kafka =
        new MockProducer<>(
            cluster, acknowledges, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized java.util.concurrent.Future<RecordMetadata> send(
              ProducerRecord<byte[], byte[]> record, Callback callback) {
            attempts.incrementAndGet();
            return super.send(record, callback);
          }
        };
    var options =
        new EventQueueOptions(
            "kafka:9092",
            TOPIC,
            PARTITIONS,
            BUFFER,
            flushInterval,
            heartbeatInterval,
            deadline,
            LONG,
            "test",
            spill);
    queue = new EventQueue(loop.vertx(), options, kafka, opened(spill), () -> 1_000);
    await().until(() -> sent(Heartbeat.class).size() == PARTITIONS); // the first beat
    if (heartbeatInterval.equals(NEVER)) {
      acknowledgeAll();
      await().until(() -> queue.depth() == 0);
    }
  }

  private static Optional<Spill> opened(SpillOptions options) {
    return options
        .folder()
        .map(
            folder -> {
              try {
                return Spill.open(folder, options.limitBytes());
              } catch (SpillException e) {
                throw new AssertionError(e);
              }
            });
  }

  void acknowledgeAll() {
    while (kafka.completeNext()) {
      Thread.onSpinWait();
    }
  }

  FactSums.Cell cellOnLoop() {
    return sumsOnLoop().cell(Fact.REQUEST, "");
  }

  FactSums sumsOnLoop() {
    return loop.call(() -> Future.succeededFuture(queue.sums()));
  }

  void addAndFlush(FactSums sums, FactSums.Cell cell, long n) {
    onLoop(
        () -> {
          cell.add(n);
          sums.flush();
        });
  }

  /** Waits until a timer like the queue's own, but younger, has fired so often. */
  void awaitTicks(int ticks, long intervalMillis) {
    var seen = new AtomicInteger();
    onLoop(() -> loop.vertx().setPeriodic(intervalMillis, tick -> seen.incrementAndGet()));
    await().until(() -> seen.get() >= ticks);
  }

  void add(FactSums.Cell cell, long n) {
    onLoop(() -> cell.add(n));
  }

  void onLoop(Runnable action) {
    loop.call(
        () -> {
          action.run();
          return Future.succeededFuture();
        });
  }

  long total(Fact fact) {
    return sent(Sums.class).stream()
        .flatMap(sums -> sums.deltas().stream())
        .filter(delta -> delta.fact().equals(fact.name()))
        .mapToLong(Sums.Delta::count)
        .sum();
  }

  <E extends Event> List<E> sent(Class<E> type) {
    List<E> events = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : kafka.history()) {
      try {
        Event event = EventCodec.decode(record.value());
        if (type.isInstance(event)) {
          events.add(type.cast(event));
        }
      } catch (EventFormatException e) {
        throw new AssertionError(e);
      }
    }
    return events;
  }

  static Notice notice(String id) {
    return new Notice(id, NoticeKind.WIN, "bid", "campaign", "creative", 1, 1);
  }

  static ConditionFactory await() {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5));
  }
}
