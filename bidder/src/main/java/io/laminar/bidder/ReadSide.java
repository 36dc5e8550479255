package io.laminar.bidder;

import io.laminar.bidder.metrics.StoreAsked;
import io.laminar.migration.route.Cell;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.ReadPolicy;
import io.laminar.migration.route.Side;
import java.util.List;
import java.util.function.Function;

/**
 * Which store is asked first for the profile of a user, by the policy of now. Users are told apart
 * only while the policy does so, as in a ramp. Belongs to one event loop.
 */
final class ReadSide implements Function<String, StoreAsked> {

  private final Member member;
  private Policy known;
  private StoreAsked ofAll; // null while it depends on the key

  ReadSide(Member member) {
    this.member = member;
  }

  @Override
  public StoreAsked apply(String userId) {
    Policy policy = member.policy();
    if (policy != known) {
      known = policy;
      ofAll = ofAll(policy);
    }
    return ofAll != null ? ofAll : of(policy.cells(), userId);
  }

  private static StoreAsked ofAll(Policy policy) {
    StoreAsked first = of(policy.cells().get(0).reads());
    return policy.any(cell -> of(cell.reads()) != first) ? null : first;
  }

  private static StoreAsked of(List<Cell> cells, String userId) {
    int last = cells.size() - 1;
    for (int i = 0; i < last; i++) {
      if (cells.get(i).selector().selects(userId)) {
        return of(cells.get(i).reads());
      }
    }
    return of(cells.get(last).reads());
  }

  private static StoreAsked of(ReadPolicy reads) {
    if (reads instanceof ReadPolicy.NewestOfBoth) {
      return StoreAsked.BOTH;
    }
    return reads.first() == Side.OLD ? StoreAsked.OLD : StoreAsked.NEW;
  }
}
