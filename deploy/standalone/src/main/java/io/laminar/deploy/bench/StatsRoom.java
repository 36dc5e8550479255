package io.laminar.deploy.bench;

import io.laminar.stats.StatsOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** How many bytes the statistics take on the disks of PostgreSQL and Kafka. */
final class StatsRoom {

  /** Tables with their indexes; those of partitions are added to what they are partitions of. */
  private static final String TABLES =
      """
      SELECT regexp_replace(relname, '_([0-9]{8}|rest)$', ''),
             sum(pg_total_relation_size(oid))::bigint
      FROM pg_class WHERE relkind = 'r' AND relname LIKE 'stats\\_%' GROUP BY 1\
      """;

  private final Vertx vertx;
  private final String kafka;
  private final String topic;
  private final Pool pool;

  StatsRoom(Vertx vertx, StatsOptions options) {
    this.vertx = vertx;
    this.kafka = options.aggregator().kafka();
    this.topic = options.aggregator().topic();
    this.pool =
        PgBuilder.pool()
            .connectingTo(PgConnectOptions.fromUri(options.addresses().postgres()))
            .with(new PoolOptions().setMaxSize(1))
            .using(vertx)
            .build();
  }

  /** Bytes by table and topic, now. */
  Future<Map<String, Long>> bytes() {
    return pool.query(TABLES)
        .execute()
        .compose(
            rows ->
                vertx
                    .executeBlocking(this::topicBytes, false)
                    .map(
                        inKafka -> {
                          Map<String, Long> bytes = new TreeMap<>();
                          rows.forEach(row -> bytes.put(row.getString(0), row.getLong(1)));
                          bytes.put("topic " + topic, inKafka);
                          return bytes;
                        }));
  }

  Future<Void> close() {
    return pool.close();
  }

  private long topicBytes() throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      var brokers = admin.describeCluster().nodes().get().stream().map(node -> node.id()).toList();
      return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
          .flatMap(folders -> folders.values().stream())
          .flatMap(folder -> folder.replicaInfos().entrySet().stream())
          .filter(replica -> replica.getKey().topic().equals(topic))
          .mapToLong(replica -> replica.getValue().size())
          .sum();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka does not tell the size of " + topic, e);
    }
  }
}
