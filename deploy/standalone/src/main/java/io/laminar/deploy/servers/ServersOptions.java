package io.laminar.deploy.servers;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the servers of this process listen; a port of 0 means any that is free.
 *
 * @param secondRedis whether there is a second Redis
 */
public record ServersOptions(
    Port redis, Port postgres, Port kafka, boolean secondRedis, Port secondRedisPort) {

  public static final Setting<Integer> REDIS_PORT =
      port("servers.redis-port", 16_379, "where the Redis that is started here listens");
  public static final Setting<Integer> POSTGRES_PORT =
      port("servers.postgres-port", 15_432, "where the PostgreSQL that is started here listens");
  public static final Setting<Integer> KAFKA_PORT =
      port("servers.kafka-port", 19_092, "where the Kafka that is started here listens");
  public static final Setting<Boolean> SECOND_REDIS =
      Setting.flag("servers.second-redis", false, "whether a second Redis is started");
  public static final Setting<Integer> SECOND_REDIS_PORT =
      port("servers.second-redis-port", 16_380, "where the second Redis listens");

  public static final List<Setting<?>> SETTINGS =
      List.of(REDIS_PORT, POSTGRES_PORT, KAFKA_PORT, SECOND_REDIS, SECOND_REDIS_PORT);

  public static final List<Configuration.Rule> RULES = List.of(ServersOptions::portsDiffer);

  public static ServersOptions from(Configuration configuration) {
    return new ServersOptions(
        port(configuration, REDIS_PORT),
        port(configuration, POSTGRES_PORT),
        port(configuration, KAFKA_PORT),
        configuration.get(SECOND_REDIS),
        port(configuration, SECOND_REDIS_PORT));
  }

  /** All on ports that happen to be free: for servers that nobody else is to find. */
  public static ServersOptions anywhere() {
    return new ServersOptions(Port.ANY, Port.ANY, Port.ANY, false, Port.ANY);
  }

  private static Setting<Integer> port(String key, int defaultValue, String meaning) {
    return Setting.integer(
        key, 0, 65_535, "port", defaultValue, meaning + ", on loopback; 0: any free port");
  }

  private static Port port(Configuration configuration, Setting<Integer> setting) {
    return new Port(configuration.get(setting), setting.key());
  }

  private static Optional<String> portsDiffer(Configuration configuration) {
    var options = from(configuration);
    List<Port> ports = new ArrayList<>(List.of(options.redis, options.postgres, options.kafka));
    if (options.secondRedis) {
      ports.add(options.secondRedisPort);
    }
    for (Port one : ports) {
      for (Port other : ports) {
        if (one != other && one.number() == other.number() && !one.isAny()) {
          return Optional.of(
              one.setting()
                  + " and "
                  + other.setting()
                  + " must differ, both were "
                  + one.number()
                  + " (0: any free port)");
        }
      }
    }
    return Optional.empty();
  }
}
