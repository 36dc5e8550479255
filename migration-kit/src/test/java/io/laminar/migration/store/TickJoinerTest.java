package io.laminar.migration.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TickJoinerTest {

  private final EventLoop loop = new EventLoop();
  private final List<List<Integer>> commands = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  private Future<List<Integer>> squares(List<Integer> numbers) {
    commands.add(List.copyOf(numbers));
    return Future.succeededFuture(numbers.stream().map(n -> n * n).toList());
  }

  @Test
  void sendsTheQuestionsOfOneTickAsOneCommand() {
    List<Integer> answers = askAll(100, 3);

    assertThat(commands).containsExactly(List.of(0, 1, 2));
    assertThat(answers).containsExactly(0, 1, 4);
  }

  @Test
  void splitsWhatACommandCannotCarry() {
    askAll(2, 5);

    assertThat(commands).containsExactly(List.of(0, 1), List.of(2, 3), List.of(4));
  }

  @Test
  void failsEveryQuestionThatTheFailedCommandCarried() {
    Throwable failure =
        loop.failureOf(
            () -> {
              var joiner =
                  new TickJoiner<Integer, Integer>(
                      loop.context(),
                      10,
                      asked -> Future.failedFuture(new IllegalStateException("down")));
              Future<Integer> first = joiner.ask(1);
              Future<Integer> second = joiner.ask(2);
              return Future.join(first, second)
                  .recover(
                      cause ->
                          first.failed() && second.failed()
                              ? Future.failedFuture(cause)
                              : Future.succeededFuture());
            });

    assertThat(failure).hasMessage("down");
  }

  @Test
  void failsTheQuestionsOfACommandThatCannotBeMade() {
    assertThat(
            loop.failureOf(
                () ->
                    new TickJoiner<Integer, Integer>(
                            loop.context(),
                            10,
                            asked -> {
                              throw new IllegalStateException("cannot be encoded");
                            })
                        .ask(1)))
        .hasMessage("cannot be encoded");
  }

  private List<Integer> askAll(int maxJoined, int count) {
    return loop.call(
        () -> {
          var joiner = new TickJoiner<Integer, Integer>(loop.context(), maxJoined, this::squares);
          List<Future<Integer>> asked = IntStream.range(0, count).mapToObj(joiner::ask).toList();
          return Future.all(asked).map(all -> all.<Integer>list());
        });
  }
}
