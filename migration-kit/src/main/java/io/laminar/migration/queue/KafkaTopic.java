package io.laminar.migration.queue;

import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * A topic of a Kafka.
 *
 * @param servers {@code host:port}, comma-separated
 * @param partitions when it is created; one that is there may have others
 */
public record KafkaTopic(String servers, String name, int partitions) {

  /** What a topic may be called. */
  private static final Pattern LEGAL_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

  /** Longer than any broker that works takes for a request. */
  private static final String REQUEST_MILLIS = "5000";

  public KafkaTopic {
    if (!LEGAL_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a topic must match " + LEGAL_NAME.pattern() + ", was \"" + name + "\"");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions must be 1 or more, were " + partitions);
    }
  }

  /**
   * Creates it if it is not there, with as many replicas as the brokers think right, which the
   * Vert.x client cannot say.
   *
   * @param configuration of the topic, such as {@code retention.ms}
   */
  public Future<Void> create(Vertx vertx, Map<String, String> configuration) {
    var admin = Admin.create(Map.<String, Object>copyOf(adminSettings()));
    var topic =
        new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configuration);
    return Future.fromCompletionStage(
            admin.createTopics(List.of(topic)).all().toCompletionStage(),
            vertx.getOrCreateContext())
        .recover(
            cause ->
                cause instanceof TopicExistsException
                        || cause.getCause() instanceof TopicExistsException
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure("topic", cause)))
        .eventually(
            () ->
                vertx.executeBlocking(
                    () -> {
                      admin.close();
                      return null;
                    }));
  }

  /** For a client that asks about topics and groups. */
  public Map<String, String> adminSettings() {
    return Map.of(
        "bootstrap.servers",
        servers,
        "request.timeout.ms",
        REQUEST_MILLIS,
        "default.api.timeout.ms", // while no broker can be reached it is this that ends a request
        REQUEST_MILLIS);
  }

  /** For a client that writes strings and bytes, and acknowledges when all replicas have them. */
  public Map<String, String> producerSettings() {
    return Map.of(
        "bootstrap.servers",
        servers,
        "key.serializer",
        "org.apache.kafka.common.serialization.StringSerializer",
        "value.serializer",
        "org.apache.kafka.common.serialization.ByteArraySerializer",
        "acks",
        "all",
        "enable.idempotence",
        "true",
        "max.block.ms",
        "5000",
        "request.timeout.ms",
        REQUEST_MILLIS,
        "delivery.timeout.ms",
        "10000");
  }

  /** For a client that reads strings and bytes, and commits by itself what it has handled. */
  public Map<String, String> consumerSettings(String group) {
    return Map.of(
        "bootstrap.servers",
        servers,
        "group.id",
        group,
        "key.deserializer",
        "org.apache.kafka.common.serialization.StringDeserializer",
        "value.deserializer",
        "org.apache.kafka.common.serialization.ByteArrayDeserializer",
        "auto.offset.reset",
        "earliest",
        "enable.auto.commit",
        "false");
  }

  /** What failed, as jobs know it: it passes. */
  public StoreException failure(String what, Throwable cause) {
    return new StoreException(
        StoreException.Kind.UNREACHABLE,
        "kafka:" + name,
        what,
        cause.getMessage() + " (" + servers + ")",
        cause);
  }
}
