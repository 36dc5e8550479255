package io.laminar.deploy.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL with the user {@code laminar}, who may do everything and needs no password, and a
 * database of the same name.
 *
 * <p>Does not wait for the disk, so it survives being killed but not a crash of the machine.
 */
public final class EmbeddedPostgres extends EmbeddedServer {

  private static final String USER = "laminar";
  private static final int PREPARE_SECONDS = 60;

  /**
   * PostgreSQL's documentation, 19.3: SIGINT is the fast shutdown, it does not wait for clients.
   */
  private static final Signal FAST_SHUTDOWN = Signal.INT;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "listen_addresses", "127.0.0.1",
          "unix_socket_directories", "",
          "max_connections", "200",
          "fsync", "off",
          "full_page_writes", "off",
          // Inside the data folder, where it is cleaned up, instead of /dev/shm.
          "dynamic_shared_memory_type", "mmap");

  private final List<String> ownSettings;

  /**
   * @param ownSettings such as {@code max_connections=10}, above those that all have
   */
  public EmbeddedPostgres(RunFolder run, Port port, String... ownSettings) {
    super(run, "postgres", FAST_SHUTDOWN, port);
    this.ownSettings = List.of(ownSettings);
  }

  @Override
  public String address() {
    return "postgresql://" + USER + "@127.0.0.1:" + port() + "/" + USER;
  }

  @Override
  void prepare() throws IOException {
    if (Files.exists(prepared())) {
      return;
    }
    Folders.delete(data());
    Programs.run(
        program(
            "initdb",
            "-D",
            data().toString(),
            "-U",
            USER,
            "-A",
            "trust",
            "--no-sync",
            "--locale=C",
            "-E",
            "UTF8"),
        "",
        folder(),
        PREPARE_SECONDS);
    Programs.run(
        program("postgres", "--single", "-D", data().toString(), "-F", "template1"),
        "CREATE DATABASE " + USER + "\n",
        folder(),
        PREPARE_SECONDS);
    Files.createFile(prepared());
  }

  @Override
  List<String> command() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-D", data().toString()));
    arguments.addAll(List.of("-p", Integer.toString(port())));
    SETTINGS.forEach((key, value) -> arguments.addAll(List.of("-c", key + "=" + value)));
    ownSettings.forEach(setting -> arguments.addAll(List.of("-c", setting)));
    return program("postgres", arguments.toArray(String[]::new));
  }

  /** PostgreSQL's documentation, 66.1: the eighth line of this file is the state of the server. */
  @Override
  boolean answers() throws IOException {
    List<String> lines = Files.readAllLines(data().resolve("postmaster.pid"));
    return lines.size() >= 8
        && lines.get(0).trim().equals(Long.toString(pid()))
        && lines.get(7).trim().equals("ready");
  }

  private List<String> program(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      // PostgreSQL refuses to run as root; in a user namespace without a mapping it is nobody.
      Path unshare =
          Programs.find("unshare")
              .orElseThrow(
                  () ->
                      new ServerException(
                          "PostgreSQL does not run as root without the program unshare:"
                              + " run as another user, or give an address with --postgres"));
      command.addAll(List.of(unshare.toString(), "-U"));
    }
    command.add(Binaries.postgres(run()).resolve("bin").resolve(name).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private boolean isRoot() throws IOException {
    return Integer.valueOf(0).equals(Files.getAttribute(folder(), "unix:uid"));
  }

  private Path data() {
    return folder().resolve("data");
  }

  private Path prepared() {
    return folder().resolve("prepared");
  }
}
