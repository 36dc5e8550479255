package io.laminar.bidder.admin;

import io.vertx.core.Handler;

/**
 * Who answers operators at a path and below it.
 *
 * @param path such as {@code /campaigns}; the longest that fits is asked
 * @param handler on the admin server's event loop; an {@link IllegalArgumentException} that it
 *     throws is answered with 400 and its message
 */
public record AdminRoute(String path, Handler<AdminCall> handler) {

  boolean fits(String asked) {
    return asked.startsWith(path)
        && (asked.length() == path.length() || asked.charAt(path.length()) == '/');
  }
}
