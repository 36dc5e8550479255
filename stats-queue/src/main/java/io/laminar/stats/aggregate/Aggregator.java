package io.laminar.stats.aggregate;

import io.laminar.stats.ledger.Ledger;
import io.laminar.stats.topic.EventTopic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts events: from Kafka into the ledger, each exactly once.
 *
 * <p>Kafka's plain consumer runs on a thread of its own. Its callbacks must be answered before the
 * next record is read, which the Vert.x wrapper cannot do: it tells of new partitions when it has
 * already begun to read them. Offsets committed to Kafka are not used; where counting goes on is in
 * the ledger. Several aggregators of one group divide the partitions; one that has lost its own and
 * does not know it yet is turned away by the ledger. Thread-safe.
 */
public final class Aggregator {

  private static final Logger LOG = LoggerFactory.getLogger(Aggregator.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
  private static final int RETRY_MILLIS = 1_000;
  private static final int HEARTBEATS_PER_SESSION = 3;
  private static final int FETCH_WAIT_MILLIS = 100;

  private final Context context;
  private final String topic;
  private final Books books;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final LongSupplier nowMillis;
  private final Duration dedupeWindow;
  private final Progress progress;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Promise<Void> ended = Promise.promise();
  private volatile Consumer<byte[], byte[]> current;

  Aggregator(
      Context context,
      String topic,
      Books books,
      Supplier<Consumer<byte[], byte[]>> consumers,
      LongSupplier nowMillis,
      Duration dedupeWindow) {
    this.context = context;
    this.topic = topic;
    this.books = books;
    this.consumers = consumers;
    this.nowMillis = nowMillis;
    this.dedupeWindow = dedupeWindow;
    this.progress = new Progress(nowMillis);
    var thread = new Thread(this::run, "laminar-aggregator");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Begins to count. The ledger is called on the current context.
   *
   * @param nowMillis since the epoch
   * @return at once; {@link #status} tells how it goes
   */
  public static Aggregator start(
      Vertx vertx, AggregatorOptions options, Ledger ledger, LongSupplier nowMillis) {
    Context context = vertx.getOrCreateContext();
    var books =
        new Books(
            context,
            ledger,
            () ->
                EventTopic.ensure(
                    vertx,
                    options.kafka(),
                    options.topic(),
                    options.partitions(),
                    options.startDeadline()));
    return new Aggregator(
        context,
        options.topic(),
        books,
        () -> newConsumer(options),
        nowMillis,
        options.dedupeWindow());
  }

  /** How it goes. */
  public AggregatorStatus status() {
    return progress.status();
  }

  /**
   * Ends after the transaction that is under way, gives the partitions back, and lets go of Kafka.
   * Further calls give the same future.
   */
  public Future<Void> close() {
    closing.countDown();
    Consumer<byte[], byte[]> reading = current;
    if (reading != null) {
      reading.wakeup();
    }
    return ended.future();
  }

  private void run() {
    while (!isClosing()) {
      try {
        consume(consumers.get());
      } catch (RuntimeException e) {
        LOG.warn("the consumer of {} failed, makes a new one", topic, e);
        progress.lag(AggregatorStatus.UNKNOWN, String.valueOf(e.getMessage()));
        rest();
      }
    }
    context.runOnContext(here -> ended.complete());
  }

  private void consume(Consumer<byte[], byte[]> consumer) {
    current = consumer;
    try {
      new Consumption(consumer, topic, books, progress, this::isClosing, this::oldestNotice).run();
    } finally {
      current = null;
      progress.holds(0);
      consumer.close(CloseOptions.timeout(CLOSE_PATIENCE));
    }
  }

  private long oldestNotice() {
    return nowMillis.getAsLong() - dedupeWindow.toMillis();
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void rest() {
    try {
      if (closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.debug("closes instead");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private static Consumer<byte[], byte[]> newConsumer(AggregatorOptions options) {
    int sessionMillis = (int) options.sessionTimeout().toMillis();
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, options.kafka());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, options.group());
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, sessionMillis);
    settings.put(
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, sessionMillis / HEARTBEATS_PER_SESSION);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, options.batch());
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"); // nothing is passed over silently
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
