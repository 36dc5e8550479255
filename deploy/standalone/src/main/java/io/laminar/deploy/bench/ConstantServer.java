package io.laminar.deploy.bench;

import io.laminar.deploy.command.Futures;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A {@link BareServer} in a process of its own, so that what a load tool in another one works can
 * be told from what the server works. Prints its port; reads {@code stall MILLIS}; ends when its
 * input does, and so with the process that started it.
 */
final class ConstantServer {

  static final String STALL = "stall ";

  private ConstantServer() {}

  /**
   * @param arguments how many event loops, and how long the answer is in bytes
   */
  public static void main(String[] arguments) throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    var stall = new Stall();
    int loops = Integer.parseInt(arguments[0]);
    int bytes = Integer.parseInt(arguments[1]);
    int port = Futures.await(BareServer.start(vertx, loops, bytes, stall));
    new PrintStream(System.out, true, StandardCharsets.UTF_8).println(port);
    obey(stall);
    Futures.await(vertx.close());
  }

  private static void obey(Stall stall) throws IOException {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      if (line.startsWith(STALL)) {
        stall.begin(Duration.ofMillis(Long.parseLong(line.substring(STALL.length()))));
      }
    }
  }
}
