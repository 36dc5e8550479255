package io.laminar.stats.topic;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.TopicDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topic that exists.
 *
 * @param id Kafka's own; a topic that was deleted and made again under the same name has another
 *     one, and its offsets begin anew
 */
public record EventTopic(String name, String id, int partitions) {

  private static final Logger LOG = LoggerFactory.getLogger(EventTopic.class);
  private static final long LOOK_AGAIN_MILLIS = 50;

  /**
   * Makes the topic unless it is there, and describes it.
   *
   * @param kafka bootstrap servers
   * @param wantedPartitions for a new topic; one that is there keeps what it has
   * @param deadline for all of it
   * @return fails with {@link TopicException}
   */
  public static Future<EventTopic> ensure(
      Vertx vertx, String kafka, String name, int wantedPartitions, Duration deadline) {
    return openAdmin(vertx, kafka, deadline)
        .compose(
            admin ->
                new Search(
                        vertx, admin, KafkaAdminClient.create(vertx, admin), name, wantedPartitions)
                    .find()
                    .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .eventually(() -> close(vertx, admin)))
        .recover(failure -> Future.failedFuture(explain(kafka, name, deadline, failure)));
  }

  /** Opening reads files and resolves names, so it is not for an event loop. */
  private static Future<AdminClient> openAdmin(Vertx vertx, String kafka, Duration deadline) {
    int millis = (int) deadline.toMillis();
    Map<String, Object> settings =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            millis,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            millis);
    return vertx.executeBlocking(() -> AdminClient.create(settings), false);
  }

  /** Closing waits for the client's thread; nobody needs to wait for that. */
  private static Future<Void> close(Vertx vertx, AdminClient admin) {
    vertx
        .executeBlocking(
            () -> {
              admin.close(Duration.ZERO);
              return null;
            },
            false)
        .onFailure(failure -> LOG.warn("an admin client of Kafka could not be closed", failure));
    return Future.succeededFuture();
  }

  private static TopicException explain(
      String kafka, String name, Duration deadline, Throwable failure) {
    Throwable cause = rootOf(failure);
    String reason =
        cause instanceof TimeoutException
                || cause instanceof org.apache.kafka.common.errors.TimeoutException
            ? "no answer within " + deadline.toMillis() + " ms"
            : String.valueOf(cause.getMessage());
    return new TopicException("Kafka at " + kafka + ": topic " + name + ": " + reason, failure);
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while ((root instanceof ExecutionException
            || root instanceof CompletionException
            || root.getClass() == org.apache.kafka.common.KafkaException.class)
        && root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** Looks, makes, and looks again until the brokers have told each other. */
  private record Search(
      Vertx vertx,
      AdminClient admin,
      KafkaAdminClient describer,
      String name,
      int wantedPartitions) {

    Future<EventTopic> find() {
      return describe()
          .recover(
              failure ->
                  isUnknown(failure)
                      ? make().compose(made -> await())
                      : Future.failedFuture(failure));
    }

    private Future<EventTopic> describe() {
      return describer
          .describeTopics(List.of(name))
          .map(byName -> read(byName.get(name)))
          .onSuccess(this::tellIfDifferent);
    }

    private EventTopic read(TopicDescription description) {
      return new EventTopic(
          name, description.getTopicId().toString(), description.getPartitions().size());
    }

    private void tellIfDifferent(EventTopic found) {
      if (found.partitions != wantedPartitions) {
        LOG.info(
            "topic {} has {} partitions and keeps them; {} are configured",
            name,
            found.partitions,
            wantedPartitions);
      }
    }

    /** With as many replicas as the brokers think right, which the Vert.x client cannot say. */
    private Future<Void> make() {
      var topic = new NewTopic(name, Optional.of(wantedPartitions), Optional.empty());
      return Future.fromCompletionStage(
              admin.createTopics(List.of(topic)).all().toCompletionStage(),
              vertx.getOrCreateContext())
          .recover(
              failure ->
                  rootOf(failure) instanceof TopicExistsException // another process was faster
                      ? Future.succeededFuture()
                      : Future.failedFuture(failure));
    }

    private Future<EventTopic> await() {
      return describe()
          .recover(
              failure ->
                  isUnknown(failure)
                      ? vertx
                          .timer(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                          .compose(later -> await())
                      : Future.failedFuture(failure));
    }

    private static boolean isUnknown(Throwable failure) {
      return rootOf(failure) instanceof UnknownTopicOrPartitionException;
    }
  }
}
