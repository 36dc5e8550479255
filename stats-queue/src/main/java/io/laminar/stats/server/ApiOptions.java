package io.laminar.stats.server;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where statistics are answered.
 *
 * @param host to listen on
 * @param port 0 for any that is free
 */
public record ApiOptions(String host, int port) {

  public static final Setting<String> HOST =
      Setting.matching(
          "stats.host",
          Pattern.compile("[A-Za-z0-9.:_-]{1,255}"),
          "a host name or an address",
          "127.0.0.1",
          "where the statistics listen; whoever reaches them can read them");
  public static final Setting<Integer> PORT =
      Setting.integer(
          "stats.port", 0, 65_535, "", 8_083, "the statistics' HTTP port; 0 = any that is free");

  public static final List<Setting<?>> SETTINGS = List.of(HOST, PORT);

  public ApiOptions {
    Objects.requireNonNull(host, "host");
  }

  public static ApiOptions from(Configuration configuration) {
    return new ApiOptions(configuration.get(HOST), configuration.get(PORT));
  }
}
