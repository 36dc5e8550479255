package io.laminar.bidder;

import io.laminar.bidder.metrics.StoreAsked;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.Side;
import java.util.function.Supplier;

/**
 * Which store reads of profiles ask first, by the policy of now. Worked out once for each policy.
 * Belongs to one event loop.
 */
final class ReadSide implements Supplier<StoreAsked> {

  private final Member member;
  private Policy known;
  private StoreAsked asked = StoreAsked.EITHER;

  ReadSide(Member member) {
    this.member = member;
  }

  @Override
  public StoreAsked get() {
    Policy policy = member.policy();
    if (policy != known) {
      known = policy;
      asked = of(policy);
    }
    return asked;
  }

  private static StoreAsked of(Policy policy) {
    Side first = policy.cells().get(0).reads().first();
    if (policy.any(cell -> cell.reads().first() != first)) {
      return StoreAsked.EITHER;
    }
    return first == Side.OLD ? StoreAsked.OLD : StoreAsked.NEW;
  }
}
