package io.laminar.deploy.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * One end of a copy by an engine's own client on one connection, without us: bytes go as they lie
 * there, no version is looked at, no expiry is asked for. Belongs to one event loop.
 */
interface RawEnd {

  /**
   * A part of all entries.
   *
   * @param next where to go on; empty after the last page
   */
  record Page(List<String> keys, List<Buffer> values, String next) {}

  /**
   * Reads some entries.
   *
   * @param from where to go on; empty to begin
   */
  Future<Page> read(String from, int limit);

  /** Writes a page's entries, whatever is there. */
  Future<?> write(Page page);

  /** How many entries there are. */
  Future<Long> count();

  /** Removes all entries; from a Redis everything, since nobody else uses it. */
  Future<?> empty();

  Future<Void> close();

  /** True if there is one for an engine. */
  static boolean knows(BenchEngine engine) {
    return engine == BenchEngine.REDIS || engine == BenchEngine.POSTGRES;
  }

  /**
   * Opens it, and makes the table that it may need.
   *
   * @param namespace of the keys, or the table
   */
  static Future<RawEnd> open(Vertx vertx, String uri, String namespace) {
    return switch (BenchEngine.at(uri)) {
      case REDIS -> RawRedisEnd.open(vertx, uri, namespace + ":");
      case POSTGRES -> RawPostgresEnd.open(vertx, uri, namespace);
      default -> Future.failedFuture(new IllegalArgumentException("no raw copy for " + uri));
    };
  }
}
