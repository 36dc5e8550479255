package io.laminar.stats.aggregate;

import io.laminar.stats.ledger.Batch;
import io.laminar.stats.ledger.Ledger;
import io.laminar.stats.ledger.Outcome;
import io.laminar.stats.topic.EventTopic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The ledger and the topic's description as the consumer's thread asks for them: the calls are made
 * on the context that they belong to, and their answers can be waited for.
 */
final class Books {

  private final Context context;
  private final Ledger ledger;
  private final Supplier<Future<EventTopic>> description;

  Books(Context context, Ledger ledger, Supplier<Future<EventTopic>> description) {
    this.context = context;
    this.ledger = ledger;
    this.description = description;
  }

  CompletableFuture<EventTopic> topic() {
    return ask(description);
  }

  CompletableFuture<Map<Integer, Long>> positions(EventTopic topic) {
    return ask(() -> ledger.positions(topic));
  }

  CompletableFuture<Outcome> commit(Batch batch) {
    return ask(() -> ledger.commit(batch));
  }

  private <T> CompletableFuture<T> ask(Supplier<Future<T>> call) {
    var answer = new CompletableFuture<T>();
    context.runOnContext(
        here ->
            Future.succeededFuture()
                .compose(go -> call.get()) // which also catches what the call itself throws
                .onComplete(answer::complete, answer::completeExceptionally));
    return answer;
  }
}
