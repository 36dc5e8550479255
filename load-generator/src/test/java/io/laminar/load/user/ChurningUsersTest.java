package io.laminar.load.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChurningUsersTest {

  private static final long SECOND = 1_000_000_000;

  @Test
  void keepsItsUsersWithoutChurn() {
    assertThat(drawn(100, 0, 3_600 * SECOND)).allMatch(user -> user < 100).hasSize(100);
  }

  @Test
  void replacesSoManyUsersASecondByNewOnes() {
    Set<Long> before = drawn(100, 10, 0);
    Set<Long> later = drawn(100, 10, 3 * SECOND);
    Set<Long> both = new HashSet<>(before);
    both.retainAll(later);

    assertThat(later).hasSize(100);
    assertThat(both).hasSize(70);
    assertThat(later).filteredOn(user -> user >= 100).hasSize(30);
  }

  @Test
  void replacesThoseWhoReplacedOthersInTheirTurn() {
    assertThat(drawn(100, 10, 25 * SECOND))
        .hasSize(100)
        .allMatch(user -> user >= 200 && user < 400);
  }

  private static Set<Long> drawn(int count, double perSecond, long nanos) {
    var users =
        new ChurningUsers(new ZipfUsers(count, 0, new SplittableRandom(2)), count, perSecond);
    Set<Long> drawn = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      drawn.add(users.next(nanos));
    }
    return drawn;
  }
}
