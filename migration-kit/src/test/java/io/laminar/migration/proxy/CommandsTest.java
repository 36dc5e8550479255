package io.laminar.migration.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each command answers and does, over the wire. */
class CommandsTest {

  private static final String DAY = "86400";

  private TestProxy proxy;
  private RespClient client;

  @BeforeEach
  void start() {
    proxy = new TestProxy();
    client = proxy.client();
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  @Test
  void readsWhatWasWritten() {
    assertThat(client.ask("SET", "k", "v")).isEqualTo("+OK");

    assertThat(client.ask("GET", "k")).isEqualTo("v");
    assertThat(client.ask("get", "none")).isEqualTo("(nil)");
    assertThat(client.ask("STRLEN", "k")).isEqualTo(":1");
    assertThat(client.ask("TYPE", "k")).isEqualTo("+string");
    assertThat(client.ask("TYPE", "none")).isEqualTo("+none");
    assertThat(client.ask("EXISTS", "k", "none", "k")).isEqualTo(":2");
    assertThat(client.ask("MGET", "k", "none", "k")).isEqualTo("[v, (nil), v]");
  }

  @Test
  void writesManyAndDeletesMany() {
    assertThat(client.ask("MSET", "a", "1", "b", "2", "a", "3")).isEqualTo("+OK");

    assertThat(client.ask("MGET", "a", "b")).isEqualTo("[3, 2]");
    assertThat(client.ask("DEL", "a", "a", "none")).isEqualTo(":1");
    assertThat(client.ask("UNLINK", "a", "b")).isEqualTo(":1");
    assertThat(client.ask("MGET", "a", "b")).isEqualTo("[(nil), (nil)]");
    assertThat(proxy.old().entries().get("a").tombstone()).isTrue();
    assertThat(client.ask("MSET", "a", "1", "b"))
        .isEqualTo("-ERR wrong number of arguments for 'mset' command");
  }

  @Test
  void honoursTheConditionsOfSet() {
    assertThat(client.ask("SET", "k", "1", "XX")).isEqualTo("(nil)");
    assertThat(client.ask("SET", "k", "1", "NX")).isEqualTo("+OK");
    assertThat(client.ask("SET", "k", "2", "NX")).isEqualTo("(nil)");
    assertThat(client.ask("SET", "k", "2", "NX", "GET")).isEqualTo("1");
    assertThat(client.ask("SET", "k", "2", "XX", "GET")).isEqualTo("1");
    assertThat(client.ask("GETSET", "k", "3")).isEqualTo("2");
    assertThat(client.ask("SETNX", "k", "4")).isEqualTo(":0");
    assertThat(client.ask("SETNX", "other", "4")).isEqualTo(":1");
    assertThat(client.ask("GETDEL", "k")).isEqualTo("3");
    assertThat(client.ask("GETDEL", "k")).isEqualTo("(nil)");
  }

  @Test
  void keepsSetsAndTakesAwayExpiry() {
    client.ask("SET", "k", "v", "EX", DAY);
    assertThat(client.ask("TTL", "k")).isIn(":86400", ":86399");
    client.ask("SET", "k", "w", "KEEPTTL");
    assertThat(client.ask("TTL", "k")).isIn(":86400", ":86399");
    assertThat(client.ask("APPEND", "k", "xyz")).isEqualTo(":4");
    assertThat(client.ask("TTL", "k")).isIn(":86400", ":86399");
    client.ask("SET", "k", "7", "PXAT", "99999999999999");
    assertThat(client.ask("PEXPIRETIME", "k")).isEqualTo(":99999999999999");
    assertThat(client.ask("INCR", "k")).isEqualTo(":8");
    assertThat(client.ask("EXPIRETIME", "k")).isEqualTo(":100000000000");
    assertThat(client.ask("PERSIST", "k")).isEqualTo(":1");
    assertThat(client.ask("PERSIST", "k")).isEqualTo(":0");
    assertThat(client.ask("TTL", "k")).isEqualTo(":-1");
    assertThat(client.ask("PTTL", "none")).isEqualTo(":-2");
    client.ask("SET", "k", "v");
    client.ask("SETEX", "k", DAY, "v");
    client.ask("SET", "k", "v");
    assertThat(client.ask("TTL", "k")).isEqualTo(":-1");
  }

  @Test
  void setsExpiryUnderConditions() {
    client.ask("SET", "k", "v");

    assertThat(client.ask("EXPIRE", "none", "10")).isEqualTo(":0");
    assertThat(client.ask("EXPIRE", "k", "100", "XX")).isEqualTo(":0");
    assertThat(client.ask("EXPIRE", "k", "100", "GT")).isEqualTo(":0");
    assertThat(client.ask("EXPIRE", "k", DAY, "LT")).isEqualTo(":1");
    assertThat(client.ask("EXPIRE", "k", "100", "NX")).isEqualTo(":0");
    assertThat(client.ask("PEXPIREAT", "k", "99999999999999", "gt")).isEqualTo(":1");
    assertThat(client.ask("EXPIRE", "k", DAY, "GT")).isEqualTo(":0");
    assertThat(client.ask("EXPIRE", "k", DAY, "XX", "LT")).isEqualTo(":1");
    assertThat(client.ask("EXPIRE", "k", "1", "NX", "XX"))
        .isEqualTo("-ERR NX and XX, GT or LT options at the same time are not compatible");
    assertThat(client.ask("EXPIRE", "k", "1", "GT", "LT"))
        .isEqualTo("-ERR GT and LT options at the same time are not compatible");
    assertThat(client.ask("EXPIRE", "k", "1", "WHEN")).isEqualTo("-ERR Unsupported option WHEN");
  }

  @Test
  void deletesWhatExpiresInThePast() {
    client.ask("MSET", "a", "1", "b", "1", "c", "1", "d", "1");

    assertThat(client.ask("EXPIRE", "a", "-1")).isEqualTo(":1");
    assertThat(client.ask("EXPIREAT", "b", "0")).isEqualTo(":1");
    assertThat(client.ask("PEXPIREAT", "c", "1")).isEqualTo(":1");
    assertThat(client.ask("SET", "d", "2", "PXAT", "1")).isEqualTo("+OK");
    assertThat(client.ask("MGET", "a", "b", "c", "d")).isEqualTo("[(nil), (nil), (nil), (nil)]");
    assertThat(proxy.old().entries().values()).allMatch(Entry::tombstone);
  }

  @Test
  void tellsAValueAndChangesItsExpiry() {
    client.ask("SET", "k", "v");

    assertThat(client.ask("GETEX", "k", "EX", DAY)).isEqualTo("v");
    assertThat(client.ask("TTL", "k")).isIn(":86400", ":86399");
    assertThat(client.ask("GETEX", "k")).isEqualTo("v");
    assertThat(client.ask("TTL", "k")).isIn(":86400", ":86399");
    assertThat(client.ask("GETEX", "k", "PERSIST")).isEqualTo("v");
    assertThat(client.ask("TTL", "k")).isEqualTo(":-1");
    assertThat(client.ask("GETEX", "none", "PERSIST")).isEqualTo("(nil)");
    assertThat(client.ask("GETEX", "k", "EX")).isEqualTo("-ERR syntax error");
  }

  @Test
  void counts() {
    assertThat(client.ask("INCR", "n")).isEqualTo(":1");
    assertThat(client.ask("INCRBY", "n", "41")).isEqualTo(":42");
    assertThat(client.ask("DECR", "n")).isEqualTo(":41");
    assertThat(client.ask("DECRBY", "n", "50")).isEqualTo(":-9");
    assertThat(client.ask("GET", "n")).isEqualTo("-9");

    client.ask("SET", "n", "9223372036854775807");
    assertThat(client.ask("INCR", "n")).isEqualTo("-ERR increment or decrement would overflow");
    client.ask("SET", "n", "-9223372036854775808");
    assertThat(client.ask("INCRBY", "n", "0")).isEqualTo(":-9223372036854775808");
    assertThat(client.ask("DECRBY", "n", "-9223372036854775808"))
        .isEqualTo("-ERR decrement would overflow");
    client.ask("SET", "n", " 1");
    assertThat(client.ask("INCR", "n")).isEqualTo("-ERR value is not an integer or out of range");
  }

  @Test
  void losesNoIncrementOfManyClientsAtOnce() {
    RespClient[] clients = new RespClient[8];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = proxy.client();
    }
    for (int round = 0; round < 25; round++) {
      for (RespClient each : clients) {
        each.sendRaw("INCR n\r\nINCR n\r\n");
      }
    }
    for (RespClient each : clients) {
      for (int i = 0; i < 50; i++) {
        assertThat(each.read()).startsWith(":");
      }
    }

    assertThat(client.ask("GET", "n")).isEqualTo("400");
  }

  @Test
  void scansAllKeysInPagesByAPattern() {
    for (int i = 0; i < 95; i++) {
      client.ask("SET", "k" + i, "v");
    }
    client.ask("SET", "other", "v");
    client.ask("DEL", "k7");

    Set<String> found = scan("MATCH", "k*", "COUNT", "10");

    assertThat(found).hasSize(94).doesNotContain("k7", "other").contains("k0", "k94");
    assertThat(scan("TYPE", "string")).hasSize(95);
    assertThat(scan("TYPE", "hash")).isEmpty();
    assertThat(client.ask("DBSIZE")).isEqualTo(":96"); // an estimate: a tombstone among them
  }

  @Test
  void goesOnWithAScanOverAnotherConnectionAndRefusesAStrangeCursor() {
    for (int i = 0; i < 30; i++) {
      client.ask("SET", "k" + i, "v");
    }
    String cursor = cursorOf(client.ask("SCAN", "0"));

    for (int i = 0; i < 4; i++) {
      assertThat(cursorOf(proxy.client().ask("SCAN", cursor))).isNotEqualTo("0");
    }
    assertThat(client.ask("SCAN", "12")).startsWith("-ERR cursor 12 is not known");
    assertThat(client.ask("SCAN", "x")).isEqualTo("-ERR invalid cursor");
    assertThat(client.ask("SCAN", "0", "COUNT", "0")).isEqualTo("-ERR syntax error");
  }

  @Test
  void overwritesWhatAnotherWritersClockDatedIntoTheFuture() {
    long future = HybridClock.atMicros((System.currentTimeMillis() + 3_600_000) * 1_000);
    proxy.old().entries().put("k", Entry.of(Buffer.buffer("old"), future));

    assertThat(client.ask("SET", "k", "new")).isEqualTo("+OK");
    assertThat(client.ask("GET", "k")).isEqualTo("new");
    assertThat(client.ask("DEL", "k")).isEqualTo(":1");
    assertThat(client.ask("GET", "k")).isEqualTo("(nil)");
  }

  @Test
  void keepsBytesAsTheyAre() {
    byte[] all = new byte[256];
    var request = new java.io.ByteArrayOutputStream();
    request.writeBytes("*3\r\n$3\r\nSET\r\n$1\r\nb\r\n$256\r\n".getBytes());
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }
    request.writeBytes(all);
    request.writeBytes("\r\n".getBytes());

    client.sendBytes(request.toByteArray());

    assertThat(client.read()).isEqualTo("+OK");
    assertThat(proxy.old().entries().get("b").value().getBytes()).isEqualTo(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nb"})
  void refusesAKeyThatSomeEngineCannotHold(String key) {
    assertThat(client.ask("SET", key, "v")).startsWith("-ERR key ");
    assertThat(client.ask("MSET", "fine", "1", key, "2")).startsWith("-ERR key ");
    assertThat(proxy.old().entries()).isEmpty();
  }

  @Test
  void refusesAKeyThatIsTooLongOrNoText() {
    assertThat(client.ask("GET", "k".repeat(243)))
        .startsWith("-ERR key must be 1..242 bytes of UTF-8, was 243");
    client.sendBytes(
        new byte[] {
          '*',
          '2',
          '\r',
          '\n',
          '$',
          '3',
          '\r',
          '\n',
          'G',
          'E',
          'T',
          '\r',
          '\n',
          '$',
          '1',
          '\r',
          '\n',
          (byte) 0xff,
          '\r',
          '\n'
        });
    assertThat(client.read()).startsWith("-ERR key must be UTF-8");
    assertThat(client.ask("SET", "größe", "v")).isEqualTo("+OK");
  }

  @Test
  void saysWhyItDoesNotHonourACommand() {
    assertThat(client.ask("NOSUCH", "a", "b"))
        .isEqualTo("-ERR unknown command 'NOSUCH', with args beginning with: 'a' 'b' ");
    assertThat(client.ask("HSET", "h", "f", "v")).contains("'hset' is not honoured", "no hashes");
    assertThat(client.ask("MULTI")).contains("no transactions");
    assertThat(client.ask("FLUSHALL")).contains("'flushall' is not honoured", "DEL");
    assertThat(client.ask("KEYS", "*")).contains("use SCAN");
    assertThat(client.ask("GET")).isEqualTo("-ERR wrong number of arguments for 'get' command");
  }

  private Set<String> scan(String... options) {
    Set<String> found = new TreeSet<>();
    Set<String> cursors = new HashSet<>();
    String cursor = "0";
    do {
      String[] words = new String[options.length + 2];
      words[0] = "SCAN";
      words[1] = cursor;
      System.arraycopy(options, 0, words, 2, options.length);
      String reply = client.ask(words);
      cursor = cursorOf(reply);
      assertThat(cursors.add(cursor)).isTrue();
      String keys = reply.substring(reply.indexOf(", [") + 3, reply.length() - 2);
      if (!keys.isEmpty()) {
        found.addAll(Set.of(keys.split(", ")));
      }
    } while (!cursor.equals("0"));
    return found;
  }

  private static String cursorOf(String reply) {
    return reply.substring(1, reply.indexOf(','));
  }
}
