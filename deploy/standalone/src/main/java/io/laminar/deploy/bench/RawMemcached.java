package io.laminar.deploy.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Memcached has no client of Vert.x's: the barest one, which writes {@code mg} on a socket and
 * reads the value. The pool is as large as that of the Redis client.
 */
final class RawMemcached implements RawClient {

  private static final int POOL_SIZE = 6;

  private final NetClient client;
  private final Connection pipelined;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final String prefix;

  private record Waiting(String key, Promise<Buffer> promise) {}

  private RawMemcached(NetClient client, List<NetSocket> sockets, String prefix) {
    this.client = client;
    this.prefix = prefix;
    this.pipelined = new Connection(sockets.get(0));
    sockets.subList(1, sockets.size()).forEach(socket -> idle.add(new Connection(socket)));
  }

  static Future<RawClient> open(Vertx vertx, String uri, String namespace) {
    URI place = URI.create(uri);
    NetClient client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
    List<Future<NetSocket>> sockets = new ArrayList<>();
    for (int i = 0; i <= POOL_SIZE; i++) {
      sockets.add(client.connect(place.getPort(), place.getHost()));
    }
    return Future.all(sockets).map(open -> new RawMemcached(client, open.list(), namespace + ":"));
  }

  /** Answers come in the order of the questions. */
  private static final class Connection {

    private static final String LINE_END = "\r\n";

    private final NetSocket socket;
    private final RecordParser parser;
    private final Deque<Promise<Buffer>> asked = new ArrayDeque<>();
    private boolean inValue;

    Connection(NetSocket socket) {
      this.socket = socket;
      this.parser = RecordParser.newDelimited(LINE_END, this::take);
      socket.handler(parser);
      socket.closeHandler(
          closed -> asked.forEach(promise -> promise.tryFail("the connection was closed")));
    }

    Future<Buffer> get(String key) {
      Promise<Buffer> promise = Promise.promise();
      asked.add(promise);
      socket.write("mg " + key + " v" + LINE_END);
      return promise.future();
    }

    private void take(Buffer token) {
      if (inValue) {
        inValue = false;
        parser.delimitedMode(LINE_END);
        asked.remove().complete(token);
        return;
      }
      String line = token.toString();
      if (line.startsWith("VA ")) {
        inValue = true;
        parser.fixedSizeMode(Integer.parseInt(line.substring(3).trim()) + LINE_END.length());
      } else {
        asked.remove().fail("no value but: " + line);
      }
    }
  }

  @Override
  public boolean pools() {
    return true;
  }

  @Override
  public boolean pipelines() {
    return true;
  }

  @Override
  public Future<?> pooled(String key) {
    Promise<Buffer> promise = Promise.promise();
    waiting.add(new Waiting(prefix + key, promise));
    serve();
    return promise.future();
  }

  @Override
  public Future<?> pipelined(String key) {
    return pipelined.get(prefix + key);
  }

  @Override
  public Future<Void> close() {
    return client.close();
  }

  private void serve() {
    while (!idle.isEmpty() && !waiting.isEmpty()) {
      Connection borrowed = idle.remove();
      Waiting next = waiting.remove();
      borrowed
          .get(next.key)
          .onComplete(
              answer -> {
                idle.add(borrowed);
                next.promise.handle(answer);
                serve();
              });
    }
  }
}
