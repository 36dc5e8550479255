package io.laminar.deploy.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The loopback port a server is asked to listen on.
 *
 * @param number 1..65535, or 0 for any that is free
 * @param setting the key of the setting that says so; empty if none does
 */
public record Port(int number, String setting) {

  /** Any free port. */
  public static final Port ANY = new Port(0, "");

  private static final int CONNECT_MILLIS = 500;

  public Port {
    if (number < 0 || number > 65_535) {
      throw new IllegalArgumentException("a port must be 0..65535, was " + number);
    }
  }

  boolean isAny() {
    return number == 0;
  }

  /**
   * A port that was free a moment ago.
   *
   * @throws ServerException if the wanted one is in use
   */
  int choose(String server) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(loopback(), number));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new ServerException(
          server
              + " cannot listen on 127.0.0.1:"
              + number
              + ", the port is in use"
              + (setting.isEmpty() ? "" : "; choose another with " + setting + " (0: any free)"),
          e);
    }
  }

  /** Connects to a server here, or fails within half a second. */
  static Socket connect(int port) throws IOException {
    var socket = new Socket();
    try {
      socket.setSoTimeout(CONNECT_MILLIS);
      socket.connect(new InetSocketAddress(loopback(), port), CONNECT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }
}
