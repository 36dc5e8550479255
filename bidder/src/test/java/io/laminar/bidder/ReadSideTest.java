package io.laminar.bidder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.metrics.StoreAsked;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.ReadPolicy;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.WritePolicy;
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
    assertThat(side.apply("u1")).isEqualTo(StoreAsked.OLD);

    member.install(Policy.strict(Side.NEW)).await();
    assertThat(side.apply("u1")).isEqualTo(StoreAsked.NEW);

    member
        .install(Policy.of(new ReadPolicy.NewestOfBoth(), new WritePolicy.Strict(Side.OLD)))
        .await();
    assertThat(side.apply("u1")).isEqualTo(StoreAsked.BOTH);

    member.install(Policy.strict(Side.OLD)).await();
    assertThat(side.apply("u1")).isEqualTo(StoreAsked.OLD);
  }

  @Test
  void tellsUsersApartInARamp() {
    var tenth = new Selector.PerMille("m", 100);
    var member =
        new Member(
            (loop, side, beside) -> Future.failedFuture("no store"),
            HybridClock.system(),
            100,
            Policy.strict(Side.OLD).except(tenth, Policy.strict(Side.NEW)));
    var side = new ReadSide(member);

    for (int i = 0; i < 1_000; i++) {
      String user = "user-" + i;
      assertThat(side.apply(user)).isEqualTo(tenth.selects(user) ? StoreAsked.NEW : StoreAsked.OLD);
    }
  }
}
