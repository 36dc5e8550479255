package io.laminar.stats.address;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The three servers that a whole installation shares.
 *
 * @param redis {@code redis://[user:password@]host[:port][/database]}, or {@code rediss://}
 * @param postgres {@code postgresql://[user[:password]@]host[:port]/database[?parameters]}
 * @param kafka {@code host:port}, several with commas between them
 */
public record Addresses(String redis, String postgres, String kafka) {

  private static final String HOST = "(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9]([A-Za-z0-9._-]*))";
  private static final String PORT =
      "([1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])";
  private static final String USER = "([^@/\\s]*@)?";
  private static final String HOST_PORT = HOST + ":" + PORT;

  private static final Pattern REDIS_URI =
      Pattern.compile("rediss?://" + USER + HOST + "(:" + PORT + ")?(/\\d{0,4})?");
  private static final Pattern POSTGRES_URI =
      Pattern.compile(
          "postgres(ql)?://" + USER + HOST + "(:" + PORT + ")?/[^/?#\\s]+(\\?[^#\\s]*)?");
  private static final Pattern KAFKA_SERVERS =
      Pattern.compile(HOST_PORT + "(," + HOST_PORT + "){0,31}");

  private static final String REDIS_ALLOWED =
      "redis://[user:password@]host[:port][/database] or rediss://…, port 1..65535";
  private static final String POSTGRES_ALLOWED =
      "postgresql://[user[:password]@]host[:port]/database, port 1..65535";
  private static final String KAFKA_ALLOWED =
      "host:port, or several of them with commas and no spaces between, port 1..65535";

  public static final Setting<String> REDIS =
      Setting.matching(
          "redis",
          REDIS_URI,
          REDIS_ALLOWED,
          "redis://127.0.0.1:16379",
          "the Redis that holds the canary, and profiles while a migration says so");
  public static final Setting<String> POSTGRES =
      Setting.matching(
          "postgres",
          POSTGRES_URI,
          POSTGRES_ALLOWED,
          "postgresql://laminar@127.0.0.1:15432/laminar",
          "the PostgreSQL that holds the statistics, and profiles while a migration says so");
  public static final Setting<String> KAFKA =
      Setting.matching(
          "kafka",
          KAFKA_SERVERS,
          KAFKA_ALLOWED,
          "127.0.0.1:19092",
          "the Kafka that statistics travel through");

  public static final List<Setting<?>> SETTINGS = List.of(REDIS, POSTGRES, KAFKA);

  public Addresses {
    requireMatch("redis", redis, REDIS_URI, REDIS_ALLOWED);
    requireMatch("postgres", postgres, POSTGRES_URI, POSTGRES_ALLOWED);
    requireMatch("kafka", kafka, KAFKA_SERVERS, KAFKA_ALLOWED);
  }

  public static Addresses from(Configuration configuration) {
    return new Addresses(
        configuration.get(REDIS), configuration.get(POSTGRES), configuration.get(KAFKA));
  }

  /** An address for people: without user and password. */
  public static String masked(String uri) {
    return uri.replaceFirst("//[^@/]*@", "//");
  }

  @Override
  public String toString() {
    return masked(redis) + ", " + masked(postgres) + ", " + kafka;
  }

  private static void requireMatch(String key, String text, Pattern pattern, String allowed) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException(
          key + " must be " + allowed + ", was \"" + masked(text) + "\"");
    }
  }
}
