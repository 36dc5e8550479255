package io.laminar.migration.couchbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.couchbase.client.core.msg.kv.DurabilityLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CouchbaseAddressTest {

  @Test
  void splitsAnAddressIntoWhatTheSdkWants() {
    var address = CouchbaseAddress.parse("couchbases://us%40er:p%3Aw%2F+@one:11207,two/profiles");

    assertThat(address.connectionString()).isEqualTo("couchbases://one:11207,two");
    assertThat(address.user()).isEqualTo("us@er");
    assertThat(address.password()).isEqualTo("p:w/+");
    assertThat(address.bucket()).isEqualTo("profiles");
    assertThat(address.durability()).isEqualTo(DurabilityLevel.NONE);
  }

  @Test
  void keepsItsOwnParameterAndPassesTheOthersOn() {
    var address =
        CouchbaseAddress.parse(
            "couchbase://u:p@host/b?network=external&durability=persist-to-majority&kv_timeout=2s");

    assertThat(address.durability()).isEqualTo(DurabilityLevel.PERSIST_TO_MAJORITY);
    assertThat(address.connectionString())
        .isEqualTo("couchbase://host?network=external&kv_timeout=2s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "couchbase://host/bucket",
        "couchbase://user@host/bucket",
        "couchbase://:hush@host/bucket",
        "couchbase://user:hush@host",
        "couchbase://user:hush@host/",
        "redis://user:hush@host/bucket"
      })
  void refusesWhatLacksSomethingWithoutShowingThePassword(String uri) {
    assertThatThrownBy(() -> CouchbaseAddress.parse(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("couchbase://user:password@host/bucket")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
  }

  @Test
  void saysWhichDurabilitiesThereAre() {
    assertThatThrownBy(() -> CouchbaseAddress.parse("couchbase://u:p@h/b?durability=most"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("majority-and-persist-to-active")
        .hasMessageContaining("\"most\"");
  }

  @Test
  void showsNeitherUserNorPasswordNorParameters() {
    assertThat(CouchbaseAddress.parse("couchbase://u:hush@h:1/b?durability=majority"))
        .hasToString("couchbase://h:1/b");
  }
}
