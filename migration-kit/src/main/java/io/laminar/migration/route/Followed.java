package io.laminar.migration.route;

import java.util.List;

/**
 * What the routers of a process follow.
 *
 * @param doubts which keys the next publication may send elsewhere
 */
record Followed(Policy policy, List<Doubt> doubts) {

  Followed {
    doubts = List.copyOf(doubts);
  }

  Followed(Policy policy) {
    this(policy, List.of());
  }
}
