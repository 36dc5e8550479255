package io.laminar.migration.redis;

import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;

/** Runs scripts by their digest; a server that does not know one is told, within the same time. */
final class ScriptCalls {

  private final RedisLink link;

  ScriptCalls(RedisLink link) {
    this.link = link;
  }

  /**
   * Sends calls of one script back to back.
   *
   * @param nameOf for the message of a failure
   */
  Future<List<Response>> send(
      String operation,
      RedisScript script,
      List<Request> requests,
      long withinMillis,
      Naming nameOf) {
    long endNanos = endOf(withinMillis);
    return link.sendAll(operation, requests, withinMillis, nameOf)
        .recover(
            failure ->
                isUnknownScript(failure)
                    ? load(script, remainingMillis(endNanos))
                        .compose(
                            loaded ->
                                link.sendAll(
                                    operation, requests, remainingMillis(endNanos), nameOf))
                    : Future.failedFuture(failure));
  }

  /** When an operation that begins now must be done, by {@link System#nanoTime}. */
  static long endOf(long withinMillis) {
    return System.nanoTime() + withinMillis * 1_000_000;
  }

  /** How long it still has. */
  static long remainingMillis(long endNanos) {
    return Math.max(1, (endNanos - System.nanoTime()) / 1_000_000);
  }

  private Future<Response> load(RedisScript script, long withinMillis) {
    return link.send(
        "load script", Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.source()), withinMillis);
  }

  private static boolean isUnknownScript(Throwable failure) {
    return failure instanceof StoreException store
        && store.kind() == Kind.REFUSED
        && store.getMessage().contains("NOSCRIPT");
  }
}
