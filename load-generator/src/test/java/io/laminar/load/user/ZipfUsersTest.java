package io.laminar.load.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipfUsersTest {

  private static final int DRAWS = 200_000;

  /** Chi-squared over the ranks; the limit is far out, so that only a wrong sampler reaches it. */
  @ParameterizedTest(name = "exponent {0}")
  @ValueSource(doubles = {0, 0.5, 0.99, 1, 1.2, 3})
  void drawsEachRankAsOftenAsTheLawSays(double exponent) {
    int users = 50;
    var sampler = new ZipfUsers(users, exponent, new SplittableRandom(7));
    long[] seen = new long[users + 1];
    for (int i = 0; i < DRAWS; i++) {
      seen[(int) sampler.nextRank()]++;
    }

    double norm = 0;
    for (int rank = 1; rank <= users; rank++) {
      norm += Math.pow(rank, -exponent);
    }
    double chiSquared = 0;
    for (int rank = 1; rank <= users; rank++) {
      double expected = DRAWS * Math.pow(rank, -exponent) / norm;
      chiSquared += (seen[rank] - expected) * (seen[rank] - expected) / expected;
    }

    // 49 degrees of freedom: mean 49, standard deviation 10; p < 0.0001 beyond 99
    assertThat(chiSquared).isLessThan(99);
  }

  @Test
  void keepsItsShapeForManyUsers() {
    int users = 100_000;
    var sampler = new ZipfUsers(users, 0.99, new SplittableRandom(11));
    double norm = 0;
    double first100 = 0;
    for (int rank = 1; rank <= users; rank++) {
      norm += Math.pow(rank, -0.99);
      first100 += rank <= 100 ? Math.pow(rank, -0.99) : 0;
    }

    int inFirst100 = 0;
    for (int i = 0; i < DRAWS; i++) {
      inFirst100 += sampler.nextRank() <= 100 ? 1 : 0;
    }

    assertThat((double) inFirst100 / DRAWS).isCloseTo(first100 / norm, within(0.005));
  }

  @Test
  void givesEveryUserExactlyOneRank() {
    for (int users : new int[] {1, 2, 3, 10, 1_000, 4_096, 99_991}) {
      var sampler = new ZipfUsers(users, 1, new SplittableRandom(1));
      boolean[] seen = new boolean[users];
      for (int rank = 1; rank <= users; rank++) {
        int number = (int) sampler.numberOfRank(rank);
        assertThat(seen[number]).as("user %d of %d comes twice", number, users).isFalse();
        seen[number] = true;
      }
    }
  }

  @Test
  void spreadsTheFrequentUsersOverTheWholeRange() {
    var sampler = new ZipfUsers(100_000, 1, new SplittableRandom(1));
    boolean[] tenths = new boolean[10];
    for (int rank = 1; rank <= 20; rank++) {
      tenths[(int) (sampler.numberOfRank(rank) / 10_000)] = true;
    }

    assertThat(tenths).containsOnly(true);
  }

  @Test
  void drawsTheSameUsersForTheSameSeed() {
    var one = new ZipfUsers(1_000_000_000, 0.99, new SplittableRandom(3));
    var same = new ZipfUsers(1_000_000_000, 0.99, new SplittableRandom(3));

    for (int i = 0; i < 1_000; i++) {
      assertThat(one.next()).isEqualTo(same.next()).isBetween(0L, 999_999_999L);
    }
  }

  @Test
  void refusesWhatIsNoDistribution() {
    var random = new SplittableRandom(1);

    assertThatThrownBy(() -> new ZipfUsers(0, 1, random)).hasMessageContaining("was 0");
    assertThatThrownBy(() -> new ZipfUsers(10, -0.1, random)).hasMessageContaining("-0.1");
    assertThatThrownBy(() -> new ZipfUsers(10, Double.NaN, random)).hasMessageContaining("NaN");
  }
}
