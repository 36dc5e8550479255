package io.laminar.migration.replicate;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * A Redis server as another one has to know it.
 *
 * @param user empty for the default user
 * @param password empty if the server wants none
 */
record RedisServer(String host, int port, String user, String password, int database) {

  private static final int DEFAULT_PORT = 6_379;

  /**
   * Reads an address, such as {@code redis://user:password@host:6379/0?password=…}.
   *
   * @throws IllegalArgumentException if it names no host
   */
  static RedisServer of(String address) {
    URI uri = URI.create(address);
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("the address of a Redis must name a host");
    }
    String info = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
    int colon = info.indexOf(':');
    String user = colon < 0 ? "" : decoded(info.substring(0, colon));
    String password = decoded(info.substring(colon + 1));
    String path = uri.getPath() == null ? "" : uri.getPath().replace("/", "");
    String database = parameter(uri, "db", path);
    return new RedisServer(
        uri.getHost(),
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        parameter(uri, "user", user),
        parameter(uri, "password", password),
        database.matches("\\d{1,5}") ? Integer.parseInt(database) : 0);
  }

  /** Where it is. */
  String place() {
    return host + ":" + port;
  }

  private static String parameter(URI uri, String name, String otherwise) {
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    for (String each : query.split("&")) {
      if (each.startsWith(name + "=")) {
        return decoded(each.substring(name.length() + 1));
      }
    }
    return otherwise;
  }

  private static String decoded(String text) {
    // a plus is a plus: this is no form
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
