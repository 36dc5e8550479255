package io.laminar.migration.proxy.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.proxy.keyspace.Scans.Place;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScansTest {

  private final Scans scans = new Scans(3, new SplittableRandom(1));

  @Test
  void findsAPlaceByItsNumberAsOftenAsAsked() {
    long number = scans.keep(place("a"));

    assertThat(scans.find(number)).contains(place("a"));
    assertThat(scans.find(number)).contains(place("a"));
    assertThat(number).isBetween(1L, 1L << 53);
  }

  @Test
  void forgetsTheOldestAndNeverTakesOneForAnother() {
    long first = scans.keep(place("a"));
    scans.keep(place("b"));
    scans.keep(place("c"));
    long last = scans.keep(place("d"));

    assertThat(scans.find(first)).isEmpty();
    assertThat(scans.find(last)).contains(place("d"));
    assertThat(scans.find(last + 1)).isEmpty();
    assertThat(scans.find(-1)).isEmpty();
  }

  private static Place place(String cursor) {
    return new Place(List.of("all"), 0, cursor, "old");
  }
}
