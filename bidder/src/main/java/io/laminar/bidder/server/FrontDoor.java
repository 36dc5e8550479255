package io.laminar.bidder.server;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The listening socket that all event loops of a bidder accept from. Vert.x closes it with the last
 * of their servers, and with each server the connections that nothing was asked on yet; so that
 * those are answered, the socket is closed here before any server is. Thread-safe.
 */
public final class FrontDoor {

  private final AtomicInteger loops = new AtomicInteger();
  private final LongAdder accepted = new LongAdder();
  private volatile Channel socket;
  private volatile boolean closed;

  /** An event loop takes connections from now on. */
  void enter() {
    loops.incrementAndGet();
  }

  /** A connection came through. */
  void passed(HttpConnection connection) {
    accepted.increment();
    if (socket == null && connection instanceof ConnectionBase base) {
      socket = base.channelHandlerContext().channel().parent();
    }
  }

  /**
   * An event loop needs no more connections, but answers those that come until all loops have left;
   * then the socket is closed.
   */
  void leave() {
    if (loops.decrementAndGet() > 0) {
      return;
    }
    Channel open = socket;
    if (open == null) {
      closed = true; // nobody ever came: Vert.x may close it
    } else {
      open.close().addListener(done -> closed = true);
    }
  }

  /** True if no connection comes through any more. */
  boolean isClosed() {
    return closed;
  }

  /** How many connections came through. */
  public long accepted() {
    return accepted.sum();
  }
}
