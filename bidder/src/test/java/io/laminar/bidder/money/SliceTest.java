package io.laminar.bidder.money;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SliceTest {

  @Test
  void givesNoMoreThanItHolds() {
    var slice = new Slice(10, 0, 100);

    assertThat(slice.take(6, 0)).isTrue();
    assertThat(slice.take(6, 0)).isFalse();
    assertThat(slice.take(4, 0)).isTrue();
    assertThat(slice.take(1, 0)).isFalse();
    assertThat(slice.leftNanos()).isZero();
  }

  @Test
  void givesNothingFromTheEndOfItsLeaseOn() {
    var slice = new Slice(10, 0, 100);

    assertThat(slice.take(1, 99)).isTrue();
    assertThat(slice.take(1, 100)).isFalse();
    assertThat(Slice.NONE.take(1, Long.MAX_VALUE)).isFalse();
  }

  @Test
  void givesNothingAfterItWasClosed() {
    var slice = new Slice(10, 0, 100);
    slice.take(3, 0);

    assertThat(slice.close()).isEqualTo(7);
    assertThat(slice.take(1, 0)).isFalse();
    assertThat(slice.close()).isZero();
  }

  @Test
  void isExactWhenManyTakeAtOnceAndItIsClosedMeanwhile() throws Exception {
    var pool = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 50; round++) {
        var slice = new Slice(1_000, 0, 100);
        List<Future<Long>> takers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          takers.add(
              pool.submit(
                  () -> {
                    long taken = 0;
                    for (int j = 0; j < 200; j++) {
                      taken += slice.take(3, 0) ? 3 : 0;
                    }
                    return taken;
                  }));
        }
        long rest = slice.close();
        long taken = 0;
        for (Future<Long> taker : takers) {
          taken += taker.get();
        }
        // What is taken while it closes may not be given back, but nothing is there twice.
        assertThat(taken + rest).isLessThanOrEqualTo(1_000);
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
