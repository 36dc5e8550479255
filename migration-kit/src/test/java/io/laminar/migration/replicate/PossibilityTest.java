package io.laminar.migration.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.codec.Format;
import io.laminar.migration.engine.StoreAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PossibilityTest {

  private static StoreAddress at(String uri) {
    return new StoreAddress(uri, "profile", Format.ENVELOPE);
  }

  @ParameterizedTest
  @CsvSource({
    "redis://a:6379, redis://b:6379, by REPLICAOF",
    "redis://a, redis://u:p@a:6380/0, by REPLICAOF",
    "postgresql://u@a:5432/d, postgres://u@b:5432/d, by logical replication"
  })
  void letsServersOfOneEngineFollowEachOther(String from, String to, String why) {
    Possibility possibility = Possibility.of(at(from), at(to));

    assertThat(possibility.isPossible()).isTrue();
    assertThat(possibility.why()).endsWith(why);
  }

  @ParameterizedTest
  @CsvSource({
    "redis://a:6379, postgresql://u@b:5432/d, Redis and PostgreSQL do not follow each other",
    "memcached://a:1, memcached://b:1, the kit drives no replication of Memcached",
    "redis://a:6379, redis://u:p@a/0?x=y, both are on one server",
    "postgresql://u@a:5432/d, postgresql://u@a:5432/e, both are on one server",
    "rediss://a:6379, redis://b:6379, REPLICAOF is only driven without TLS",
    "redis://a/1, redis://b/2, 'servers copy databases as they are, and the numbers differ'",
    "redis://:p w@a, redis://b, an address is not one"
  })
  void saysWhyOthersCannot(String from, String to, String why) {
    assertThat(Possibility.of(at(from), at(to))).isEqualTo(new Possibility(false, why));
  }

  @Test
  void copiesNeitherIntoAnotherNamespaceNorIntoAnotherFormat() {
    var named = new StoreAddress("redis://b", "other", Format.ENVELOPE);
    var plain = new StoreAddress("redis://b", "profile", Format.PLAIN);

    assertThat(Possibility.of(at("redis://a"), named).why())
        .isEqualTo("servers copy names as they are, and profile is not other");
    assertThat(Possibility.of(at("redis://a"), plain).why()).contains("formats differ");
  }
}
