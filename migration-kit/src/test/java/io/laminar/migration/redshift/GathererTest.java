package io.laminar.migration.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GathererTest {

  private final EventLoop loop = new EventLoop();
  private final List<List<Integer>> transactions = new ArrayList<>();
  private final List<Duration> within = new ArrayList<>();
  private final List<Promise<Void>> ends = new ArrayList<>();
  private long nanos;

  private final Gatherer<Integer, Integer> gatherer =
      new Gatherer<>(
          loop.context(),
          3,
          Duration.ofSeconds(10),
          5,
          () -> nanos,
          (kind, reason) -> new StoreException(kind, "store", "put", reason, null),
          this::write);

  @AfterEach
  void close() {
    loop.close();
  }

  private Future<List<Integer>> write(List<Integer> numbers, Duration left) {
    transactions.add(List.copyOf(numbers));
    within.add(left);
    Promise<Void> end = Promise.promise();
    ends.add(end);
    return end.future().map(done -> numbers.stream().map(n -> n * n).toList());
  }

  /** Asks on the loop; returns once the tick is over. */
  private List<Future<Integer>> ask(int... numbers) {
    List<Future<Integer>> answers = new ArrayList<>();
    loop.call(
        () -> {
          for (int number : numbers) {
            answers.add(gatherer.ask(number));
          }
          return endOfTick();
        });
    return answers;
  }

  private Future<Void> endOfTick() {
    Promise<Void> over = Promise.promise();
    loop.context().runOnContext(first -> loop.context().runOnContext(second -> over.complete()));
    return over.future();
  }

  private void end(int transaction) {
    loop.call(
        () -> {
          ends.get(transaction).complete();
          return endOfTick();
        });
  }

  @Test
  void writesWhatComesInOneTickTogether() {
    List<Future<Integer>> answers = ask(1, 2);
    end(0);

    assertThat(transactions).containsExactly(List.of(1, 2));
    assertThat(answers).extracting(Future::result).containsExactly(1, 4);
  }

  @Test
  void gathersWhatComesWhileATransactionIsUnderWay() {
    ask(1);
    List<Future<Integer>> second = ask(2);
    List<Future<Integer>> third = ask(3);
    assertThat(transactions).containsExactly(List.of(1));

    end(0);
    assertThat(transactions).containsExactly(List.of(1), List.of(2, 3));

    end(1);
    assertThat(second.get(0).result()).isEqualTo(4);
    assertThat(third.get(0).result()).isEqualTo(9);
  }

  @Test
  void leavesForTheNextWhatOneCannotCarry() {
    ask(1, 2, 3, 4);
    end(0);

    assertThat(transactions).containsExactly(List.of(1, 2, 3), List.of(4));
  }

  @Test
  void givesATransactionTheTimeThatItsOldestWriteHasLeft() {
    ask(1);
    ask(2);
    nanos = Duration.ofSeconds(4).toNanos();
    ask(3);

    end(0);

    assertThat(within).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(6));
  }

  @Test
  void refusesInsteadOfSendingWhatWouldBeLate() {
    ask(1);
    List<Future<Integer>> late = ask(2);
    nanos = Duration.ofSeconds(10).toNanos();
    List<Future<Integer>> fresh = ask(3);

    end(0);

    assertThat(transactions).containsExactly(List.of(1), List.of(3));
    assertThat(((StoreException) late.get(0).cause()).kind()).isEqualTo(Kind.OVERLOADED);
    assertThat(fresh.get(0).isComplete()).isFalse();
  }

  @Test
  void refusesMoreThanMayWait() {
    ask(0);
    ask(1, 2, 3, 4, 5);

    List<Future<Integer>> refused = ask(6);

    assertThat(refused.get(0).cause()).hasMessageContaining("5 writes wait");
    end(0);
    assertThat(transactions).containsExactly(List.of(0), List.of(1, 2, 3));
  }

  @Test
  void goesOnAfterATransactionThatFailed() {
    List<Future<Integer>> first = ask(1);
    List<Future<Integer>> second = ask(2);

    loop.call(
        () -> {
          ends.get(0).fail(new IllegalStateException("down"));
          return endOfTick();
        });
    end(1);

    assertThat(first.get(0).cause()).hasMessage("down");
    assertThat(second.get(0).result()).isEqualTo(4);
  }
}
