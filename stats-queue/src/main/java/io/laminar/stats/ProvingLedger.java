package io.laminar.stats;

import io.laminar.stats.canary.CanaryWriter;
import io.laminar.stats.ledger.Batch;
import io.laminar.stats.ledger.Ledger;
import io.laminar.stats.ledger.Outcome;
import io.laminar.stats.ledger.Pulse;
import io.laminar.stats.topic.EventTopic;
import io.vertx.core.Future;
import java.util.Map;

/** Tells the canary of heartbeats, once the transaction that held them is committed. */
final class ProvingLedger implements Ledger {

  private final Ledger ledger;
  private final CanaryWriter canary;

  ProvingLedger(Ledger ledger, CanaryWriter canary) {
    this.ledger = ledger;
    this.canary = canary;
  }

  @Override
  public Future<Map<Integer, Long>> positions(EventTopic topic) {
    return ledger.positions(topic);
  }

  @Override
  public Future<Outcome> commit(Batch batch) {
    return ledger
        .commit(batch)
        .onSuccess(
            outcome -> {
              if (outcome instanceof Outcome.Committed committed) {
                committed.pulse().ifPresent(pulse -> tell(pulse, batch.topic()));
              }
            });
  }

  private void tell(Pulse pulse, EventTopic topic) {
    if (pulse.silentPartitions() == 0) {
      canary.prove(pulse.sender(), pulse.sentMillis());
    } else {
      canary.doubt(
          "no heartbeat has come through "
              + pulse.silentPartitions()
              + " of "
              + topic.partitions()
              + " partitions yet");
    }
  }
}
