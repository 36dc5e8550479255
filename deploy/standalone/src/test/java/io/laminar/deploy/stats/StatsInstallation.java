package io.laminar.deploy.stats;

import static org.awaitility.Awaitility.await;

import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.store.Counter;
import io.laminar.migration.store.EventLoop;
import io.laminar.stats.StatsOptions;
import io.laminar.stats.StatsService;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.aggregate.AggregatorOptions;
import io.laminar.stats.canary.CanaryOptions;
import io.laminar.stats.days.DayFeed;
import io.laminar.stats.days.DayKeys;
import io.laminar.stats.days.DayPlan;
import io.laminar.stats.days.DaysOptions;
import io.laminar.stats.event.Fact;
import io.laminar.stats.event.Notice;
import io.laminar.stats.event.NoticeKind;
import io.laminar.stats.queue.EventQueue;
import io.laminar.stats.queue.EventQueueOptions;
import io.laminar.stats.report.KeptRecord;
import io.laminar.stats.report.NoticeTotal;
import io.laminar.stats.report.StatsReader;
import io.laminar.stats.retention.RetentionOptions;
import io.laminar.stats.server.ApiOptions;
import io.laminar.stats.spill.SpillOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * A queue, aggregators and a reader with a topic, a database and a canary key that nobody else has.
 */
final class StatsInstallation implements AutoCloseable {

  static final Duration TTL = Duration.ofSeconds(1);
  static final Duration GONE_AFTER = Duration.ofSeconds(4);
  static final int PARTITIONS = 3;

  final EventLoop loop = new EventLoop();
  final Vertx vertx = loop.vertx();
  final Addresses addresses;
  final String topic;
  final String canaryKey;
  private final List<EventQueue> queues = new ArrayList<>();
  private final List<StatsService> services = new ArrayList<>();
  private final StatsReader reader;
  private boolean closed;

  private StatsInstallation(String redis, String postgres, String kafka) {
    String name = "t" + UUID.randomUUID().toString().replace("-", "");
    topic = name;
    canaryKey = name + ":canary";
    sql(postgres, "CREATE DATABASE " + name);
    addresses = new Addresses(redis, postgres.replaceFirst("/[^/]*$", "/" + name), kafka);
    reader = StatsReader.open(vertx, addresses.postgres(), Duration.ofSeconds(10));
  }

  /** On the servers that all tests share. */
  static StatsInstallation shared() {
    return on(TestServers.redis(), TestServers.postgres(), TestServers.kafka());
  }

  static StatsInstallation on(String redis, String postgres, String kafka) {
    return new StatsInstallation(redis, postgres, kafka);
  }

  EventQueueOptions queueOptions() {
    return queueOptions("test", SpillOptions.off());
  }

  EventQueueOptions queueOptions(String sender, SpillOptions spill) {
    return new EventQueueOptions(
        addresses.kafka(),
        topic,
        PARTITIONS,
        10_000,
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofSeconds(2),
        Duration.ofSeconds(30),
        sender,
        spill);
  }

  StatsOptions statsOptions(String group) {
    return statsOptions(group, Duration.ofSeconds(5));
  }

  StatsOptions statsOptions(String group, Duration maxLag) {
    return new StatsOptions(
        addresses,
        new AggregatorOptions(
            addresses.kafka(),
            topic,
            PARTITIONS,
            Duration.ofSeconds(30),
            group,
            500,
            Duration.ofSeconds(6),
            RetentionOptions.defaults().notices()),
        new CanaryOptions(canaryKey, TTL, maxLag, GONE_AFTER),
        Duration.ofSeconds(2),
        RetentionOptions.defaults(),
        daysOptions(""),
        new ApiOptions("127.0.0.1", 0));
  }

  /** Days in this installation's database, or from some day on in its Redis. */
  DaysOptions daysOptions(String plan) {
    return new DaysOptions(
        DaysOptions.on(addresses.postgres()),
        Optional.of(
            new StoreAddress(addresses.redis(), "days_" + topic.substring(1, 30), Format.ENVELOPE)),
        DayPlan.parse(plan),
        new StoreLimits(Duration.ofSeconds(2), 1_000, Duration.ofDays(7)),
        Duration.ofMillis(50));
  }

  EventQueue startQueue() {
    return startQueue(queueOptions());
  }

  EventQueue startQueue(EventQueueOptions options) {
    return startQueue(options, System::currentTimeMillis);
  }

  EventQueue startQueue(EventQueueOptions options, LongSupplier nowMillis) {
    EventQueue queue = loop.call(() -> EventQueue.start(vertx, options, nowMillis));
    queues.add(queue);
    return queue;
  }

  StatsService startStats() {
    return startStats(statsOptions(topic));
  }

  StatsService startStats(StatsOptions options) {
    return startStats(options, System::currentTimeMillis);
  }

  StatsService startStats(StatsOptions options, LongSupplier nowMillis) {
    StatsService service = loop.call(() -> StatsService.start(vertx, options, nowMillis));
    services.add(service);
    return service;
  }

  /** Stops all aggregators. */
  void stopStats() {
    loop.call(() -> Future.join(services.stream().map(StatsService::close).toList()));
    services.clear();
  }

  long total(Fact fact) {
    return loop.call(() -> reader.total(fact));
  }

  long total(Fact fact, String subject) {
    return loop.call(() -> reader.total(fact, subject));
  }

  List<NoticeTotal> notices() {
    return loop.call(reader::notices);
  }

  long notices(NoticeKind kind) {
    return loop.call(() -> reader.notices(kind));
  }

  /** What the stores of days have of a campaign's today, by the end of its key. */
  long dayTotal(String campaign, String measure) {
    return dayTotal(campaign, measure, LocalDate.now(ZoneOffset.UTC), "");
  }

  /**
   * What the stores of days have.
   *
   * @param plan which of them to ask
   */
  long dayTotal(String campaign, String measure, LocalDate day, String plan) {
    return loop.call(
        () ->
            DayFeed.open(vertx, daysOptions(plan))
                .compose(
                    store ->
                        store
                            .getAll(List.of(DayKeys.of(campaign, measure, day)))
                            .map(found -> Counter.sumOf(found.get(0)))
                            .eventually(store::close)));
  }

  /** The records that could not be counted. */
  List<KeptRecord> kept() {
    return loop.call(() -> reader.kept(100));
  }

  /** Publishes on the loop and waits for the acknowledgements. */
  void publish(EventQueue queue, List<Notice> notices) {
    loop.call(() -> Future.all(notices.stream().map(queue::publish).toList()));
  }

  static Notice notice(NoticeKind kind, String id, String campaign, long priceMicros) {
    return new Notice(
        id, kind, "bid-" + id, campaign, "creative", priceMicros, System.currentTimeMillis());
  }

  /** One statement on this installation's database. */
  RowSet<Row> sql(String statement) {
    return sql(addresses.postgres(), statement);
  }

  private RowSet<Row> sql(String uri, String statement) {
    return loop.call(
        () ->
            PgConnection.connect(vertx, PgConnectOptions.fromUri(uri))
                .compose(
                    connection ->
                        connection.query(statement).execute().eventually(connection::close)));
  }

  /** Statements on one connection, one after the other. */
  void run(PgConnection connection, String... statements) {
    for (String statement : statements) {
      loop.call(() -> connection.query(statement).execute());
    }
  }

  /** Waits until the books end no earlier than Kafka does now. */
  void awaitAllCounted() {
    Map<Integer, Long> ends = RawRecords.ends(addresses.kafka(), topic);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              Map<Integer, Long> counted = new HashMap<>();
              sql("SELECT part, next_offset FROM stats_position WHERE topic = '" + topic + "'")
                  .forEach(row -> counted.put(row.getInteger(0), row.getLong(1)));
              return ends.entrySet().stream()
                  .allMatch(end -> counted.getOrDefault(end.getKey(), 0L) >= end.getValue());
            });
  }

  /** A connection of the test's own, for locks. */
  PgConnection connect() {
    return loop.call(
        () -> PgConnection.connect(vertx, PgConnectOptions.fromUri(addresses.postgres())));
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    loop.call(() -> Future.join(queues.stream().map(EventQueue::close).toList()));
    stopStats();
    loop.call(reader::close);
    loop.close();
  }
}
