package io.laminar.bidder.server;

import io.laminar.bidder.metrics.LoopMeters;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of one event loop.
 *
 * <p>As many may be open as the process allows; more are closed at once. One on which no request
 * began for the idle timeout is closed by a sweep each second: be it idle, half-open, or a sender
 * that drips its head byte by byte, which a timeout between bytes would never end. That also spares
 * the timer that Netty would keep for each read and write. Belongs to one event loop.
 */
final class Connections {

  static final long SWEEP_MILLIS = 1_000;

  /** A sender that opens a connection for each request has none open for moments. */
  static final long QUIET_NANOS = Duration.ofMillis(250).toNanos();

  /** When a request last began. */
  private static final class Use {
    private long atNanos;
  }

  private final AtomicInteger openInProcess;
  private final int most;
  private final long idleNanos;
  private final LoopMeters meters;
  private final Map<HttpConnection, Use> useByConnection = new IdentityHashMap<>();
  private boolean anybodyCame;
  private long lastCameNanos;

  /**
   * @param openInProcess shared by all event loops
   */
  Connections(AtomicInteger openInProcess, int most, long idleNanos, LoopMeters meters) {
    this.openInProcess = openInProcess;
    this.most = most;
    this.idleNanos = idleNanos;
    this.meters = meters;
  }

  /** A connection was opened. */
  void opened(HttpConnection connection, long nowNanos) {
    if (openInProcess.incrementAndGet() > most) {
      openInProcess.decrementAndGet();
      meters.refusedConnections().increment();
      connection.close();
      return;
    }
    came(nowNanos);
    var use = new Use();
    use.atNanos = nowNanos;
    useByConnection.put(connection, use);
    meters.connections().add(1);
    connection.closeHandler(
        closed -> {
          useByConnection.remove(connection);
          openInProcess.decrementAndGet();
          meters.connections().add(-1);
        });
  }

  /** A request began. */
  void used(HttpConnection connection, long nowNanos) {
    came(nowNanos);
    Use use = useByConnection.get(connection);
    if (use != null) {
      use.atNanos = nowNanos;
    }
  }

  /** Closes those that were not used for too long. */
  void sweep(long nowNanos) {
    List<HttpConnection> idle = new ArrayList<>(0);
    useByConnection.forEach(
        (connection, use) -> {
          if (nowNanos - use.atNanos >= idleNanos) {
            idle.add(connection);
          }
        });
    for (HttpConnection connection : idle) {
      meters.closedConnections().increment();
      connection.close();
    }
  }

  private void came(long nowNanos) {
    anybodyCame = true;
    lastCameNanos = nowNanos;
  }

  /** True if none is open, and nobody came lately who may come again at once. */
  boolean isQuiet(long nowNanos) {
    return useByConnection.isEmpty() && isStill(nowNanos);
  }

  /** True if nobody is open who may be about to ask: who was going to has asked by now. */
  boolean isIdle(long nowNanos) {
    return useByConnection.isEmpty() || isStill(nowNanos);
  }

  private boolean isStill(long nowNanos) {
    return !anybodyCame || nowNanos - lastCameNanos >= QUIET_NANOS;
  }
}
