package io.laminar.stats;

import io.laminar.stats.canary.CanaryWriter;
import io.laminar.stats.canary.Heard;
import io.laminar.stats.ledger.Batch;
import io.laminar.stats.ledger.Ledger;
import io.laminar.stats.ledger.Outcome;
import io.laminar.stats.ledger.Pulse;
import io.laminar.stats.topic.EventTopic;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.LongSupplier;

/** Tells the canary of heartbeats, once the transaction that held them is committed. */
final class ProvingLedger implements Ledger {

  private final Ledger ledger;
  private final CanaryWriter canary;
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime monotonic, the one of the canary
   */
  ProvingLedger(Ledger ledger, CanaryWriter canary, LongSupplier nanoTime) {
    this.ledger = ledger;
    this.canary = canary;
    this.nanoTime = nanoTime;
  }

  @Override
  public Future<Map<Integer, Long>> positions(EventTopic topic) {
    return ledger.positions(topic);
  }

  @Override
  public Future<Outcome> commit(Batch batch) {
    long begunNanos = nanoTime.getAsLong(); // what the database measures is measured after this
    return ledger
        .commit(batch)
        .onSuccess(
            outcome -> {
              if (outcome instanceof Outcome.Committed committed) {
                committed.pulse().ifPresent(pulse -> tell(pulse, begunNanos));
              }
            });
  }

  private void tell(Pulse pulse, long asOfNanos) {
    if (pulse.bidders().isEmpty()) {
      canary.doubt("no bidder sends heartbeats");
    } else if (pulse.missing() > 0) {
      canary.doubt(
          "no heartbeat of "
              + pulse.missingOf()
              + " has come through a partition yet; "
              + pulse.missing()
              + " missing in all");
    } else {
      canary.prove(
          new Heard(
              pulse.bidders(),
              pulse.oldest().sender(),
              pulse.oldest().atMillis(),
              pulse.newest().sender(),
              pulse.newest().atMillis(),
              pulse.ageMillis(),
              asOfNanos));
    }
  }
}
