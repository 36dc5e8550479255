package io.laminar.migration.memcached;

import io.laminar.migration.store.EventLoop;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Speaks like a Memcached server as far as a test says, on the loop of the test. Each packet of
 * commands is answered by a script.
 */
final class ScriptedServer {

  /** What a server of today answers when it is greeted. */
  static final String GREETING = "VERSION 1.6.18\r\n";

  private static final String SETTINGS = "STAT item_size_max 1048576\r\nEND\r\n";

  /** Answers the commands of a packet. */
  interface Script {
    /** The answer, or null for what a healthy, empty server says. */
    String answer(String packet);
  }

  private final int port;
  private final List<String> packets = new CopyOnWriteArrayList<>();
  private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
  private volatile Script script = packet -> null;

  ScriptedServer(EventLoop loop) {
    port =
        loop.call(
                () ->
                    loop.vertx()
                        .createNetServer()
                        .connectHandler(this::serve)
                        .listen(0, "127.0.0.1"))
            .actualPort();
  }

  void answers(Script script) {
    this.script = script;
  }

  String address() {
    return "memcached://127.0.0.1:" + port;
  }

  /** Every packet that came, in order. */
  List<String> packets() {
    return packets;
  }

  /** How many connections there have been. */
  int connections() {
    return sockets.size();
  }

  private void serve(NetSocket socket) {
    sockets.add(socket);
    socket.handler(
        packet -> {
          packets.add(packet.toString());
          String answer = script.answer(packet.toString());
          socket.write(answer == null ? healthy(packet.toString()) : answer);
        });
  }

  private static String healthy(String packet) {
    var answer = new StringBuilder();
    for (String command : packet.split("\r\n")) {
      answer.append(
          switch (command.split(" ")[0]) {
            case "version" -> GREETING;
            case "mn" -> "MN\r\n";
            case "stats" -> SETTINGS;
            case "mg" -> "EN\r\n";
            case "lru_crawler" -> "END\r\n";
            default -> "";
          });
    }
    return answer.toString();
  }
}
