package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class EndOfTickTest {

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<Integer> done = new ArrayList<>();

  @Test
  void worksOffATicksItemsInTheirOrderAtItsEndAndNotBefore() {
    var work = new EndOfTick<Integer>(tasks::add, done::add);

    work.add(1);
    work.add(2);
    work.add(3);

    assertThat(done).isEmpty();
    assertThat(tasks).as("one task for all").hasSize(1);
    tasks.remove().run();
    assertThat(done).containsExactly(1, 2, 3);
  }

  @Test
  void leavesWhatIsAddedMeanwhileForTheNextTime() {
    List<EndOfTick<Integer>> self = new ArrayList<>();
    self.add(
        new EndOfTick<>(
            tasks::add,
            item -> {
              done.add(item);
              if (item < 3) {
                self.get(0).add(item + 1);
              }
            }));

    self.get(0).add(1);

    for (int tick = 1; tick <= 3; tick++) {
      assertThat(tasks).hasSize(1);
      tasks.remove().run();
      assertThat(done).hasSize(tick);
    }
    assertThat(done).containsExactly(1, 2, 3);
    assertThat(tasks).isEmpty();
  }
}
