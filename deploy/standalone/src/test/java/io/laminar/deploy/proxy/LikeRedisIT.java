package io.laminar.deploy.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.EmbeddedRedis;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** The same commands to a real Redis, and to the proxy before each engine: the same replies. */
@Timeout(600)
class LikeRedisIT {

  private static final int COMMANDS = 2_000;
  private static final int MOST_AT_ONCE = 16;

  /** Remaining lives may differ by the time that passes between the two clients. */
  private static final long TIME_SLACK_SECONDS = 600;

  private static final Map<String, Supplier<String>> ADDRESSES =
      Map.of(
          "redis", TestServers::secondRedis,
          "postgres", TestServers::postgres,
          "memcached", TestServers::memcached);

  private static EmbeddedRedis redis;

  @BeforeAll
  static void startRedis() {
    redis = TestServers.ownRedis();
  }

  @AfterAll
  static void stopRedis() {
    redis.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "redis, ENVELOPE, RESP2, 1",
    "redis, ENVELOPE, RESP3, 2",
    "redis, PLAIN, RESP3, 3",
    "postgres, ENVELOPE, RESP2, 4",
    "postgres, ENVELOPE, RESP3, 5",
    "memcached, ENVELOPE, RESP2, 6",
    "memcached, ENVELOPE, RESP3, 7",
    "memcached, PLAIN, RESP2, 8",
  })
  void answersAsARedisDoes(String engine, Format format, RedisProtocol protocol, long seed) {
    String namespace = "like" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    try (var proxy = RunningProxy.before(ADDRESSES.get(engine).get(), namespace, format);
        Jedis here = proxy.client(protocol);
        Jedis there = RunningProxy.client(redisPort(), protocol)) {
      there.flushAll();
      var commands = new RandomCommands(seed);
      var random = new Random(seed);
      int done = 0;
      while (done < COMMANDS) {
        List<List<String>> batch = new ArrayList<>();
        for (int i = random.nextInt(MOST_AT_ONCE); i >= 0; i--) {
          batch.add(commands.next());
        }
        compare(engine + ", seed " + seed, done, batch, here, there);
        done += batch.size();
      }
      assertThat(scanned(here)).isEqualTo(scanned(there)).isNotEmpty();
    }
  }

  private static void compare(
      String name, int done, List<List<String>> batch, Jedis here, Jedis there) {
    List<Object> replies = replies(here.getConnection(), batch);
    List<Object> wanted = replies(there.getConnection(), batch);
    for (int i = 0; i < batch.size(); i++) {
      String command = batch.get(i).get(0);
      String what = name + ", command " + (done + i) + ": " + batch.get(i) + " of " + batch;
      if (command.endsWith("TTL") && replies.get(i) instanceof Long life && life > 0) {
        long slack = command.equals("TTL") ? TIME_SLACK_SECONDS : TIME_SLACK_SECONDS * 1_000;
        assertThat((Long) wanted.get(i)).as(what).isBetween(life - slack, life + slack);
      } else {
        assertThat(shown(replies.get(i))).as(what).isEqualTo(shown(wanted.get(i)));
      }
    }
  }

  /** All at once, then all the answers. */
  private static List<Object> replies(Connection connection, List<List<String>> batch) {
    for (List<String> words : batch) {
      byte[] name = words.get(0).getBytes(StandardCharsets.UTF_8);
      connection.sendCommand(() -> name, words.subList(1, words.size()).toArray(String[]::new));
    }
    return connection.getMany(batch.size());
  }

  private static String shown(Object reply) {
    if (reply instanceof byte[] bytes) {
      return "\"" + new String(bytes, StandardCharsets.UTF_8) + "\"";
    }
    if (reply instanceof List<?> list) {
      return list.stream().map(LikeRedisIT::shown).toList().toString();
    }
    if (reply instanceof JedisDataException error) {
      // Redis 6.2 says "in set", later ones "in 'set' command"
      return error.getMessage().replace("'", "").replace(" command", "").toLowerCase(Locale.ROOT);
    }
    return String.valueOf(reply);
  }

  private static Map<String, String> scanned(Jedis client) {
    Map<String, String> valueByKey = new HashMap<>();
    String cursor = ScanParams.SCAN_POINTER_START;
    do {
      ScanResult<String> page = client.scan(cursor, new ScanParams().match("key:*").count(5));
      page.getResult().forEach(key -> valueByKey.put(key, client.get(key)));
      cursor = page.getCursor();
    } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    return valueByKey;
  }

  private static int redisPort() {
    String address = redis.address();
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
