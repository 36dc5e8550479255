package io.laminar.bidder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.metrics.StoreAsked;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.Side;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

class ReadSideTest {

  @Test
  void followsThePlan() {
    var member =
        new Member(
            (loop, side, beside) -> Future.failedFuture("no store"),
            HybridClock.system(),
            100,
            Policy.only(Side.OLD));
    var side = new ReadSide(member);
    assertThat(side.get()).isEqualTo(StoreAsked.OLD);

    member.install(Policy.strict(Side.NEW)).await();
    assertThat(side.get()).isEqualTo(StoreAsked.NEW);

    member
        .install(
            Policy.strict(Side.OLD).except(new Selector.PerMille("m", 10), Policy.strict(Side.NEW)))
        .await();
    assertThat(side.get()).isEqualTo(StoreAsked.EITHER);

    member.install(Policy.strict(Side.OLD)).await();
    assertThat(side.get()).isEqualTo(StoreAsked.OLD);
  }
}
