package io.laminar.migration.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DumpReaderTest {

  private static final String DUMP =
      "key=profile%3Au1 exp=-1 la=1795547219 cas=4 fetch=yes cls=1 size=73\n"
          + "key=%D0%BA exp=1895547219 la=1 cas=5 fetch=no cls=1 size=66\n"
          + "key=a+b%20 exp=-1 la=1 cas=6 fetch=no cls=1 size=66\n"
          + "END\r\n";

  private final List<String> keys = new ArrayList<>();
  private final List<String> others = new ArrayList<>();
  private final DumpReader reader =
      new DumpReader(key -> keys.add(KeyBytes.text(key)), others::add);

  @Test
  void findsTheKeysWhereverThePacketsAreCut() {
    Buffer dump = Buffer.buffer(DUMP);
    for (int size = 1; size <= dump.length(); size++) {
      keys.clear();
      others.clear();
      for (int at = 0; at < dump.length(); at += size) {
        reader.feed(dump.slice(at, Math.min(dump.length(), at + size)));
      }
      assertThat(keys).containsExactly("profile:u1", "к", "a+b ");
      assertThat(others).containsExactly("END");
    }
  }

  @Test
  void givesOnWhatIsNoKey() {
    reader.feed(Buffer.buffer("BUSY currently processing crawler request\r\n"));

    assertThat(others).containsExactly("BUSY currently processing crawler request");
  }

  @Test
  void refusesACutOffCodeAndAnEndlessLine() {
    assertThatThrownBy(() -> reader.feed(Buffer.buffer("key=a%2 exp=-1\n")))
        .hasMessageContaining("%XX");
    assertThatThrownBy(
            () -> new DumpReader(key -> {}, line -> {}).feed(Buffer.buffer("k".repeat(5_000))))
        .hasMessageContaining("4096");
  }
}
