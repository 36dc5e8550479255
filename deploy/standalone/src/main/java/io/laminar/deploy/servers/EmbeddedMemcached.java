package io.laminar.deploy.servers;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Memcached. No jar carries one, so it is the system's own program, or that of the system's
 * package; see {@link MemcachedProgram}. It forgets everything when it ends.
 */
public final class EmbeddedMemcached extends EmbeddedServer {

  private static final byte[] NO_OPERATION = "mn\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int SHORTEST_ANSWER = 2;

  private final List<String> options;
  private MemcachedProgram program;

  /**
   * @param options more options of the program, such as {@code -M}
   */
  public EmbeddedMemcached(RunFolder run, Port port, String... options) {
    super(run, "memcached", Signal.TERM, port);
    this.options = List.of(options);
  }

  /** True if the program is in {@code PATH}. */
  public static boolean isInstalled() {
    return Programs.find(MemcachedProgram.NAME).isPresent();
  }

  @Override
  public String address() {
    return "memcached://127.0.0.1:" + port();
  }

  @Override
  void prepare() {
    program = MemcachedProgram.find(run());
  }

  @Override
  List<String> command() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(program.path().toString());
    command.addAll(List.of("-l", "127.0.0.1", "-p", Integer.toString(port())));
    if (Integer.valueOf(0).equals(Files.getAttribute(folder(), "unix:uid"))) {
      command.addAll(List.of("-u", "root")); // root must name a user; only root may read the folder
    }
    command.addAll(options);
    return command;
  }

  @Override
  Map<String, String> environment() {
    return program.environment();
  }

  /** One that wants a password says so, which is an answer as well. */
  @Override
  boolean answers() throws IOException {
    try (Socket socket = Port.connect(port())) {
      socket.getOutputStream().write(NO_OPERATION);
      return socket.getInputStream().readNBytes(SHORTEST_ANSWER).length == SHORTEST_ANSWER;
    }
  }
}
