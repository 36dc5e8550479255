package io.laminar.deploy.testkit;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A bad network between a client and a server on this machine: passes bytes on, but what the server
 * sends comes late, or is cut off in the middle. Thread-safe.
 */
public final class SlowProxy implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 10;

  private final Vertx vertx = Vertx.vertx();
  private final int serverPort;
  private final NetServer proxy;

  private volatile long delayMillis;
  private volatile Predicate<Buffer> cuts = reply -> false;
  private volatile boolean standsIn;
  private final AtomicInteger connections = new AtomicInteger();

  /**
   * @param serverPort where the server listens on loopback
   */
  public SlowProxy(int serverPort) {
    this.serverPort = serverPort;
    this.proxy =
        wait(
            vertx
                // so that closing a connection resets it
                .createNetServer(new NetServerOptions().setSoLinger(0))
                .connectHandler(this::accept)
                .listen(0, "127.0.0.1"));
  }

  /** The port to give to the client. */
  public int port() {
    return proxy.actualPort();
  }

  /** From now on replies come this much later; they stay in order while it does not shrink. */
  public void delayReplies(Duration delay) {
    delayMillis = delay.toMillis();
  }

  /** From now on a reply is cut in half and its connection reset; or no longer so. */
  public void cutReplies(boolean cut) {
    cuts = reply -> cut;
  }

  /**
   * From now on the replies that are chosen are cut so.
   *
   * @param chosen by what the server sent at once; asked on another thread
   */
  public void cutReplies(Predicate<Buffer> chosen) {
    cuts = chosen;
  }

  /**
   * Puts its own port wherever the server names the server's, so that a client that asks for the
   * addresses of a cluster stays with it. Only where both have as many digits.
   *
   * @return this
   */
  public SlowProxy standingIn() {
    if (Integer.toString(port()).length() != Integer.toString(serverPort).length()) {
      throw new IllegalStateException(
          "a reply would change its length: port " + port() + " for " + serverPort);
    }
    standsIn = true;
    return this;
  }

  /** How many connections clients have made so far. */
  public int connections() {
    return connections.get();
  }

  private void accept(NetSocket client) {
    connections.incrementAndGet();
    client.pause();
    vertx
        .createNetClient()
        .connect(serverPort, "127.0.0.1")
        .onSuccess(server -> join(client, server))
        .onFailure(refused -> client.close());
  }

  private void join(NetSocket client, NetSocket server) {
    client.handler(server::write).closeHandler(end -> server.close());
    server.handler(reply -> pass(reply, client)).closeHandler(end -> later(now -> client.close()));
    client.resume();
  }

  private void pass(Buffer reply, NetSocket client) {
    boolean cut = cuts.test(reply);
    Buffer passed = standsIn ? withOwnPort(reply) : reply;
    later(
        now -> {
          if (cut) {
            client.write(passed.slice(0, passed.length() / 2)).onComplete(sent -> client.close());
          } else {
            client.write(passed);
          }
        });
  }

  private Buffer withOwnPort(Buffer reply) {
    // one character is one byte, whatever it is
    String text = reply.toString(StandardCharsets.ISO_8859_1);
    String shown = text.replace(Integer.toString(serverPort), Integer.toString(port()));
    return Buffer.buffer(shown.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void later(Handler<Void> action) {
    long delay = delayMillis;
    if (delay == 0) {
      action.handle(null);
    } else {
      vertx.setTimer(delay, timer -> action.handle(null));
    }
  }

  @Override
  public void close() {
    wait(vertx.close());
  }

  private static <T> T wait(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("the proxy hangs", e);
    }
  }
}
