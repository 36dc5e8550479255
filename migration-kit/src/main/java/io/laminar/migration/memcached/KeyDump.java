package io.laminar.migration.memcached;

import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One dump of all keys, on a connection of its own.
 *
 * <p>The server walks its hash table bucket by bucket, each one locked while its keys are written
 * down, and does not grow the table meanwhile; a key that exists throughout stays in its bucket, so
 * it is listed. (The other mode, {@code all}, walks the lists that order items by use, and items
 * move between those.) It does this for one client at a time and answers {@code BUSY} to others,
 * also while it removes expired items; then we ask again, for a while.
 *
 * <p>A dump takes as long as it takes, about a second for 300,000 to 700,000 keys, so it is not
 * held to the deadline of an operation: it fails when nothing came for {@value #SILENCE_MILLIS} ms,
 * and in any case after ten minutes.
 */
final class KeyDump {

  private static final String COMMAND = "lru_crawler metadump hash";
  private static final long SILENCE_MILLIS = 10_000;
  private static final long CHECK_MILLIS = 500;
  private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final long BUSY_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long FIRST_PAUSE_MILLIS = 25;
  private static final long MAX_PAUSE_MILLIS = 1_000;

  private final Vertx vertx;
  private final MemcachedLink link;
  private final Consumer<byte[]> keys;
  private final Promise<Boolean> done = Promise.promise();
  private final long startedNanos = System.nanoTime();

  private NetSocket socket;
  private long lastHeardNanos = startedNanos;
  private long timer;
  private boolean signedIn;

  private KeyDump(Vertx vertx, MemcachedLink link, Consumer<byte[]> keys) {
    this.vertx = vertx;
    this.link = link;
    this.keys = keys;
    this.signedIn = !link.address().hasCredentials();
  }

  /**
   * Gives each key to a consumer.
   *
   * @return done when all were given; fails with {@link StoreException} if some may be missing
   */
  static Future<Void> run(Vertx vertx, MemcachedLink link, Consumer<byte[]> keys) {
    return attempt(vertx, link, keys, System.nanoTime() + BUSY_PATIENCE_NANOS, FIRST_PAUSE_MILLIS);
  }

  private static Future<Void> attempt(
      Vertx vertx, MemcachedLink link, Consumer<byte[]> keys, long untilNanos, long pauseMillis) {
    return new KeyDump(vertx, link, keys)
        .start()
        .compose(
            made -> {
              if (made) {
                return Future.succeededFuture();
              }
              if (System.nanoTime() - untilNanos > 0) {
                return Future.failedFuture(
                    failure(
                        link,
                        Kind.OVERLOADED,
                        "the server is busy with another dump, or with removing expired items"));
              }
              long jittered = pauseMillis + ThreadLocalRandom.current().nextLong(pauseMillis);
              long longer = Math.min(MAX_PAUSE_MILLIS, 2 * pauseMillis);
              return vertx
                  .timer(jittered)
                  .compose(waited -> attempt(vertx, link, keys, untilNanos, longer));
            });
  }

  /** True if the dump was made, false if the server was busy. */
  private Future<Boolean> start() {
    return link.socket()
        .recover(cause -> Future.failedFuture(link.notSent("list keys", cause.getMessage())))
        .compose(
            opened -> {
              begin(opened);
              return done.future();
            });
  }

  private void begin(NetSocket opened) {
    socket = opened;
    timer = vertx.setPeriodic(CHECK_MILLIS, this::check);
    var reader = new DumpReader(keys, this::takeLine);
    opened.exceptionHandler(
        cause -> fail(Kind.UNREACHABLE, "the connection broke: " + cause.getMessage()));
    opened.closeHandler(
        closed -> fail(Kind.UNREACHABLE, "the connection ended before the dump did"));
    opened.handler(
        chunk -> {
          lastHeardNanos = System.nanoTime();
          vertx.runOnContext(others -> opened.fetch(1));
          try {
            reader.feed(chunk);
          } catch (IllegalArgumentException e) {
            fail(Kind.REFUSED, "this is not a dump of keys: " + e.getMessage());
          }
        });
    // One packet at a time, so that the loop does other work between them.
    opened.pause().fetch(1);
    MemcachedAddress address = link.address();
    if (signedIn) {
      askForDump();
    } else {
      opened.write(new Commands(1).authenticate(address.user(), address.password()).bytes());
    }
  }

  /** Alone on the line: the server refuses a dump that follows something else in one packet. */
  private void askForDump() {
    socket.write(new Commands(1).plain(COMMAND).bytes());
  }

  private void takeLine(String line) {
    if (!signedIn && line.equals("STORED")) {
      signedIn = true;
      askForDump();
    } else if (line.equals("END")) {
      end(true);
    } else if (line.startsWith("BUSY") || line.contains("locked")) {
      end(false);
    } else {
      fail(Kind.REFUSED, line + hint(line));
    }
  }

  private static String hint(String line) {
    if (line.contains("not allowed")) {
      return "; the server must be started without -X";
    }
    if (line.contains("crawler disabled")) {
      return "; the server must be started without -o no_lru_crawler";
    }
    if (line.startsWith("BADCLASS")) {
      return "; the server is too old to dump its keys by their hash";
    }
    return "";
  }

  private void check(long periodic) {
    long now = System.nanoTime();
    if (TimeUnit.NANOSECONDS.toMillis(now - lastHeardNanos) >= SILENCE_MILLIS) {
      fail(Kind.LATE, "the dump stands still for " + SILENCE_MILLIS + " ms");
    } else if (now - startedNanos > MAX_NANOS) {
      fail(Kind.LATE, "the dump is not done after " + MAX_NANOS / 60_000_000_000L + " minutes");
    }
  }

  private void end(boolean made) {
    vertx.cancelTimer(timer);
    done.tryComplete(made);
    socket.close();
  }

  private void fail(Kind kind, String reason) {
    vertx.cancelTimer(timer);
    if (done.tryFail(failure(link, kind, reason))) {
      socket.close();
    }
  }

  private static StoreException failure(MemcachedLink link, Kind kind, String reason) {
    return new StoreException(kind, link.address().toString(), "list keys", reason, null);
  }
}
