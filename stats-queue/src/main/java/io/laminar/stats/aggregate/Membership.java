package io.laminar.stats.aggregate;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Which partitions this consumer holds, and from where on it counts them.
 *
 * <p>A partition that was just given is <em>unplaced</em>: paused until the books have said where
 * they end. Whatever takes long is waited for here, with all partitions paused and the consumer
 * polled all the while, for a consumer that does not poll loses its partitions. For the consumer's
 * thread only.
 */
final class Membership implements ConsumerRebalanceListener {

  private static final long POLL_AGAIN_MILLIS = 200;

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final Progress progress;
  private final BooleanSupplier stopping;
  private final Map<Integer, Long> positions = new HashMap<>();
  private final Set<Integer> unplaced = new TreeSet<>();

  Membership(
      Consumer<byte[], byte[]> consumer,
      String topic,
      Progress progress,
      BooleanSupplier stopping) {
    this.consumer = consumer;
    this.topic = topic;
    this.progress = progress;
    this.stopping = stopping;
  }

  /** Where the books end, of each partition that is placed; a copy. */
  Map<Integer, Long> positions() {
    return new HashMap<>(positions);
  }

  /** The partitions that are held but must not be read yet; a copy. */
  Set<Integer> unplaced() {
    return new TreeSet<>(unplaced);
  }

  boolean isPlaced(int partition) {
    return positions.containsKey(partition);
  }

  /** Reads a partition from there on; does nothing if it was taken away in the meantime. */
  void place(int partition, long position) {
    if (unplaced.remove(partition)) {
      positions.put(partition, position);
      consumer.seek(of(partition), position);
      consumer.resume(List.of(of(partition)));
    }
  }

  /** Stops reading a partition until it is placed again. */
  void unplace(int partition) {
    if (positions.remove(partition) != null) {
      unplaced.add(partition);
      consumer.pause(List.of(of(partition)));
    }
  }

  void unplaceAll() {
    positions().keySet().forEach(this::unplace);
  }

  /** The books end there now. */
  void advance(int partition, long position) {
    positions.computeIfPresent(partition, (key, before) -> position);
  }

  TopicPartition of(int partition) {
    return new TopicPartition(topic, partition);
  }

  /** Waits for an answer; throws what it failed with. */
  <T> T await(CompletableFuture<T> answer) {
    boolean paused = false;
    try {
      while (true) {
        try {
          return answer.get(POLL_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
          paused = true;
          pauseAndPoll(Duration.ZERO);
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    } finally {
      if (paused) {
        resumePlaced();
      }
    }
  }

  /**
   * Lets time pass.
   *
   * @throws StoppedException if the aggregator is closing
   */
  void rest(long millis) {
    try {
      pauseAndPoll(Duration.ofMillis(millis));
      if (stopping.getAsBoolean()) {
        throw new StoppedException();
      }
    } finally {
      resumePlaced();
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> given) {
    for (TopicPartition partition : given) {
      unplaced.add(partition.partition());
      consumer.seek(partition, 0); // without any position a poll would fail
    }
    consumer.pause(given);
    tell();
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> taken) {
    for (TopicPartition partition : taken) {
      unplaced.remove(partition.partition());
      positions.remove(partition.partition());
    }
    tell();
  }

  private void tell() {
    progress.holds(positions.size() + unplaced.size());
  }

  private void pauseAndPoll(Duration time) {
    consumer.pause(consumer.assignment());
    try {
      int surplus = consumer.poll(time).count();
      if (surplus > 0) {
        throw new IllegalStateException(surplus + " records came from paused partitions");
      }
    } catch (WakeupException e) {
      if (!stopping.getAsBoolean()) {
        throw e;
      }
    }
  }

  private void resumePlaced() {
    consumer.resume(positions.keySet().stream().map(this::of).toList());
  }
}
