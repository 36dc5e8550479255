package io.laminar.bidder.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The bound: no bid leaves later than the canary's TTL and one check interval after the last proof,
 * whatever the store and the network do. The store, the network and the clock are played here, tick
 * by tick: proofs come and stop, answers are delayed, lost and reordered, the store hangs, forgets
 * and comes back.
 */
class SilenceBoundTest {

  private static final int WORLDS = 300;
  private static final int TICKS = 3_000; // of 1 ms

  private long nowMillis = 1_000;

  /** A look whose answer is on its way. */
  private record Answer(Promise<Sighting> to, Sighting sighting, long arrivesAtMillis) {}

  @Test
  void noBidLeavesLaterThanTtlAndIntervalAfterTheLastProof() {
    long seed = Long.getLong("laminar.seed", 20_261_124L);
    System.out.println("the bound of silence: seed " + seed);
    int silences = 0;
    int permitted = 0;
    for (int world = 0; world < WORLDS; world++) {
      var random = new Random(seed + world);
      int[] seen = run(random, "world " + world + " of seed " + seed);
      permitted += seen[0];
      silences += seen[1];
    }
    // Both are seen, so the bound is not kept by saying always the same.
    assertThat(permitted).isPositive();
    assertThat(silences).isPositive();
  }

  private int[] run(Random random, String world) {
    long ttl = 50 + random.nextInt(400);
    long interval = 5 + random.nextInt(100);
    long patience = interval + random.nextInt(200);
    double provedAt = 0.05 * random.nextDouble();
    Deque<Answer> underWay = new ArrayDeque<>();
    long[] proof = {Long.MIN_VALUE / 2};
    boolean[] away = {false};
    var watch =
        new CanaryWatch(
            () -> look(random, ttl, proof[0], away[0], patience, underWay),
            () -> nowMillis * 1_000_000);

    int[] seen = new int[2];
    for (int tick = 0; tick < TICKS; tick++) {
      nowMillis++;
      if (random.nextDouble() < provedAt) {
        proof[0] = nowMillis; // written with a TTL, after the commit that it proves
      }
      if (random.nextInt(300) == 0) {
        away[0] = !away[0];
      }
      if (random.nextInt(1_000) == 0) {
        proof[0] = Long.MIN_VALUE / 2; // the store forgot; at the latest now nothing is proved
      }
      deliver(underWay);
      if (tick % interval == 0) {
        watch.look();
      }
      boolean allowed = watch.allowsBids(nowMillis * 1_000_000);
      seen[allowed ? 0 : 1]++;
      if (allowed) {
        assertThat(nowMillis - lastProof).as(world).isLessThanOrEqualTo(ttl + interval);
      }
    }
    return seen;
  }

  /** The last proof there ever was, forgotten or not. */
  private long lastProof = Long.MIN_VALUE / 2;

  private Future<Sighting> look(
      Random random, long ttl, long proof, boolean away, long patience, Deque<Answer> underWay) {
    Promise<Sighting> answer = Promise.promise();
    lastProof = Math.max(lastProof, proof);
    long left = proof + ttl - nowMillis;
    Sighting sighting = left > 0 ? Sighting.of(left, 1) : Sighting.NONE;
    long delay = random.nextInt(4) == 0 ? random.nextInt((int) patience + 1) : random.nextInt(3);
    underWay.add(new Answer(answer, away ? null : sighting, nowMillis + delay));
    return answer.future();
  }

  private void deliver(Deque<Answer> underWay) {
    underWay.removeIf(
        answer -> {
          if (answer.arrivesAtMillis() > nowMillis) {
            return false;
          }
          if (answer.sighting() == null) {
            answer.to().fail("redis://h: no answer");
          } else {
            answer.to().complete(answer.sighting());
          }
          return true;
        });
  }
}
