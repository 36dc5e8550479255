package io.laminar.migration.memcached;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a server is and who asks.
 *
 * @param user empty if the server wants none
 */
record MemcachedAddress(String host, int port, String user, String password) {

  private static final int DEFAULT_PORT = 11_211;

  /**
   * Reads {@code memcached://[user:password@]host[:port]}.
   *
   * @throws IllegalArgumentException without the password in its message
   */
  static MemcachedAddress parse(String text) {
    URI uri = uri(text);
    String path = uri.getPath() == null ? "" : uri.getPath();
    if (!"memcached".equals(uri.getScheme()) || uri.getHost() == null || path.length() > 1) {
      throw illegal(text);
    }
    String credentials = uri.getUserInfo() == null ? "" : uri.getUserInfo();
    int colon = credentials.indexOf(':');
    if (!credentials.isEmpty() && colon < 1) {
      throw illegal(text);
    }
    String host = uri.getHost().replaceAll("[\\[\\]]", "");
    return new MemcachedAddress(
        host,
        uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort(),
        colon < 1 ? "" : credentials.substring(0, colon),
        credentials.substring(colon + 1));
  }

  boolean hasCredentials() {
    return !user.isEmpty();
  }

  /** Without user and password. */
  @Override
  public String toString() {
    return "memcached://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw illegal(text); // without the cause, which quotes the password
    }
  }

  private static IllegalArgumentException illegal(String text) {
    return new IllegalArgumentException(
        "an address must be memcached://[user:password@]host[:port], with special characters of"
            + " user and password as %XX, was \""
            + text.replaceFirst("//.*@", "//")
            + "\"");
  }
}
