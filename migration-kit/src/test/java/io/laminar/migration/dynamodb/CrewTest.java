package io.laminar.migration.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CrewTest {

  private final List<Promise<String>> underWay = new ArrayList<>();

  @Test
  void hasOnlySoManyTasksUnderWay() {
    Future<List<String>> done = crew(5, 2);

    assertThat(underWay).hasSize(2);
    underWay.get(1).complete("b");
    assertThat(underWay).hasSize(3);
    assertThat(done.isComplete()).isFalse();
  }

  @Test
  void givesTheResultsInTheOrderOfTheTasks() {
    Future<List<String>> done = crew(3, 3);

    underWay.get(2).complete("c");
    underWay.get(0).complete("a");
    underWay.get(1).complete("b");

    assertThat(done.result()).containsExactly("a", "b", "c");
  }

  @Test
  void beginsNothingMoreAfterAFailureAndWaitsForWhatIsUnderWay() {
    Future<List<String>> done = crew(5, 2);

    underWay.get(0).fail("broken");
    assertThat(done.isComplete()).isFalse();
    underWay.get(1).fail("broken too");

    assertThat(underWay).hasSize(2);
    assertThat(done.cause()).hasMessage("broken");
  }

  @Test
  void isDoneAtOnceWithNothingToDo() {
    assertThat(crew(0, 2).result()).isEmpty();
  }

  @Test
  void doesNotNestCallsPerTask() {
    List<Integer> many = IntStream.range(0, 100_000).boxed().toList();

    assertThat(Crew.work(many, 3, Future::succeededFuture).result()).isEqualTo(many);
  }

  private Future<List<String>> crew(int tasks, int width) {
    return Crew.work(
        IntStream.range(0, tasks).boxed().toList(),
        width,
        task -> {
          Promise<String> promise = Promise.promise();
          underWay.add(promise);
          return promise.future();
        });
  }
}
