package io.laminar.migration.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.selector.Selector.DateInKey;
import io.laminar.migration.selector.Selector.PerMille;
import io.laminar.migration.selector.Selector.Prefix;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SelectorTest {

  private static final int KEYS = 100_000;

  @Test
  void selectsAboutAsManyKeysAsItSaysAndKeepsThemWhenItGrows() {
    long ten = IntStream.range(0, KEYS).filter(i -> of(10, i)).count();
    long nested = IntStream.range(0, KEYS).filter(i -> of(10, i) && !of(100, i)).count();

    assertThat(ten).isBetween(KEYS / 100 * 8L / 10, KEYS / 100 * 12L / 10);
    assertThat(nested).isZero();
    assertThat(IntStream.range(0, KEYS)).noneMatch(i -> of(0, i)).allMatch(i -> of(1_000, i));
  }

  private static boolean of(int perMille, int key) {
    return new PerMille("salt", perMille).selects("user:" + key);
  }

  @Test
  void alwaysSelectsTheSameKeysInEveryBuild() {
    assertThat(KeyHash.bucket("profiles", "user:1"))
        .isEqualTo(KeyHash.bucket("profiles", "user:1"));
    assertThat(IntStream.range(0, 6).map(i -> KeyHash.bucket("profiles", "user:" + i)).toArray())
        .containsExactly(PINNED);
  }

  private static final int[] PINNED = {404, 613, 319, 558, 257, 485};

  @Test
  void tellsSaltsApart() {
    long both =
        IntStream.range(0, KEYS)
            .filter(i -> of(100, i) && new PerMille("other", 100).selects("user:" + i))
            .count();

    assertThat(both).isBetween(KEYS / 100 / 2L, KEYS / 100 * 2L);
  }

  @Test // race R19
  void findsTheDateInAKey() {
    var december = new DateInKey("d:", "2026-12-01", "2027-01-01");

    assertThat(december.selects("count:d:2026-12-01:x")).isTrue();
    assertThat(december.selects("d:2026-12-31")).isTrue();
    assertThat(december.selects("d:2026-11-30")).isFalse();
    assertThat(december.selects("d:2027-01-01")).isFalse();
    assertThat(december.selects("d:late:d:2026-12-05")).isTrue();
    assertThat(december.selects("d:2026-12")).isFalse();
    assertThat(december.selects("no date")).isFalse();
    assertThat(new DateInKey("", "20261201", "").selects("k20270101")).isTrue();
    assertThatThrownBy(() -> new DateInKey("", "December", "")).hasMessageContaining("2026-11-30");
    assertThatThrownBy(() -> new DateInKey("", "2026-12-01", "2026-12-01"))
        .hasMessageContaining("later");
  }

  @Test
  void combines() {
    var a = new Prefix("a");
    var ab = new Prefix("ab");

    assertThat(new Selector.And(List.of(a, new Selector.Not(ab))).selects("ac")).isTrue();
    assertThat(new Selector.And(List.of(a, new Selector.Not(ab))).selects("ab")).isFalse();
    assertThat(new Selector.Or(List.of(ab, new Prefix("x"))).selects("xy")).isTrue();
  }

  @Test
  void followsTheWeatherOnlyOnceItIsBoundToAStore() {
    var fair = new boolean[] {true};
    Selector bound = new Selector.Not(new Selector.Weather()).bound(() -> fair[0]);

    assertThat(bound.selects("k")).isFalse();
    fair[0] = false;
    assertThat(bound.selects("k")).isTrue();
    assertThatThrownBy(() -> new Selector.Weather().selects("k"))
        .isInstanceOf(IllegalStateException.class);
  }
}
