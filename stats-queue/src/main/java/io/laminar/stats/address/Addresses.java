package io.laminar.stats.address;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The servers that every process of the platform shares.
 *
 * @param redis {@code redis://…} or {@code rediss://…}
 * @param postgres {@code postgresql://user@host:port/database}
 * @param kafka {@code host:port}, several joined by commas
 */
public record Addresses(String redis, String postgres, String kafka) {

  public static final Setting<String> REDIS =
      Setting.matching(
          "redis",
          Pattern.compile("rediss?://\\S+"),
          "redis://host:port",
          "redis://127.0.0.1:16379",
          "the address of Redis");
  public static final Setting<String> POSTGRES =
      Setting.matching(
          "postgres",
          Pattern.compile("postgres(ql)?://\\S+"),
          "postgresql://user@host:port/database",
          "postgresql://laminar@127.0.0.1:15432/laminar",
          "the address of PostgreSQL");
  public static final Setting<String> KAFKA =
      Setting.matching(
          "kafka",
          Pattern.compile("[^\\s,]+:\\d+(,[^\\s,]+:\\d+)*"),
          "host:port, several joined by commas",
          "127.0.0.1:19092",
          "the bootstrap servers of Kafka");

  public static final List<Setting<?>> SETTINGS = List.of(REDIS, POSTGRES, KAFKA);

  public static Addresses from(Configuration configuration) {
    return new Addresses(
        configuration.get(REDIS), configuration.get(POSTGRES), configuration.get(KAFKA));
  }
}
