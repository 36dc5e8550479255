package io.laminar.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runnable jar as a person uses it: arguments, signals, exit codes. */
@Timeout(120)
class LaminarIT {

  @TempDir static Path folder; // shared, so that programs are unpacked once

  private final List<Program> programs = new ArrayList<>();

  @AfterEach
  void endPrograms() {
    programs.forEach(Program::close);
  }

  /** What a failed test left running is cleaned as for anybody: by the next start. */
  @AfterAll
  static void endServers() throws Exception {
    try (Program next =
        Program.start(
            folder,
            Map.of(),
            servers("--redis=redis://x", "--postgres=postgresql://x/y", "--kafka=x:1"))) {
      next.awaitOut(out -> out.contains("ready"));
      next.signal("TERM");
      next.awaitEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "HUP"})
  void stopsItsServersInOrderWhenItIsAskedTo(String signal) throws Exception {
    assumeFalse(Program.isIgnored(signal), signal + " is ignored by whoever started the build");
    Program program = start(Map.of(), servers());
    program.awaitOut(out -> out.contains("ready"));
    List<ProcessHandle> children = program.children();

    program.signal(signal);

    assertThat(program.awaitEnd()).isZero();
    assertThat(children).hasSizeGreaterThanOrEqualTo(3).noneMatch(ProcessHandle::isAlive);
    assertThat(runs()).isEmpty();
    assertThat(program.err()).isEmpty();
  }

  @Test
  void stopsInOrderWhileItIsStillStarting() throws Exception {
    Program program = start(Map.of(), servers());
    Awaitility.await().until(() -> !program.children().isEmpty());
    List<ProcessHandle> children = program.children();

    program.signal("TERM");

    assertThat(program.awaitEnd()).isLessThanOrEqualTo(1);
    assertThat(children).noneMatch(ProcessHandle::isAlive);
    assertThat(runs()).isEmpty();
  }

  @Test
  void saysWhichPortsAreTakenAndBySettingsOfWhichName() throws Exception {
    String redis = "--servers-redis-port=" + freePort();
    String kafka = "--servers-kafka-port=" + freePort();
    Program first = start(Map.of(), "servers", redis, kafka, "--servers-postgres-port=0");
    first.awaitOut(out -> out.contains("ready"));

    Program second = start(Map.of(), "servers", redis, kafka, "--servers-postgres-port=0");

    assertThat(second.awaitEnd()).isEqualTo(1);
    assertThat(second.err().lines())
        .hasSize(2)
        .anyMatch(
            line -> line.contains("redis cannot listen") && line.contains("servers.redis-port"))
        .anyMatch(
            line -> line.contains("kafka cannot listen") && line.contains("servers.kafka-port"));
    assertThat(second.out()).isEmpty();
  }

  @Test
  void startsOnTheSamePortsAfterItWasKilled() throws Exception {
    String[] arguments = {
      "servers",
      "--servers-redis-port=" + freePort(),
      "--servers-kafka-port=" + freePort(),
      "--servers-postgres-port=" + freePort()
    };
    Program killed = start(Map.of(), arguments);
    killed.awaitOut(out -> out.contains("ready"));
    List<ProcessHandle> children = killed.children();
    killed.signal("KILL");
    killed.awaitEnd();

    Program next = start(Map.of(), arguments);
    next.awaitOut(out -> out.contains("ready"));

    assertThat(children).hasSizeGreaterThanOrEqualTo(3);
    assertThat(next.err()).contains("ended 3 servers of an earlier run");
    assertThat(runs()).hasSize(1);
    next.signal("TERM");
    assertThat(next.awaitEnd()).isZero();
  }

  @Test
  void startsNothingOfAKindWhoseAddressIsGiven() throws Exception {
    Map<String, String> environment = Map.of("LAMINAR_KAFKA", "broker:9092");

    Program program =
        start(environment, servers("--redis=redis://:geheim@cache:1", "--servers-second-redis"));
    program.awaitOut(out -> out.contains("ready"));

    assertThat(program.out())
        .containsPattern("redis +redis://:\\*\\*\\*@cache:1 \\(given, not started\\)")
        .containsPattern("second redis +redis://127.0.0.1:\\d+\n")
        .containsPattern("postgres +postgresql://laminar@127.0.0.1:\\d+/laminar\n")
        .containsPattern("kafka +broker:9092 \\(given, not started\\)")
        .doesNotContain("geheim");
    program.signal("TERM");
    assertThat(program.awaitEnd()).isZero();
  }

  @Test
  void answersMisuseWithTwoAndHelpWithZero() throws Exception {
    assertThat(start(Map.of(), "servers", "--nonsense").awaitEnd()).isEqualTo(2);
    assertThat(start(Map.of("LAMINAR_NONSENSE", "1"), "config").awaitEnd()).isEqualTo(2);
    assertThat(start(Map.of(), "--help").awaitEnd()).isZero();
    assertThat(start(Map.of(), "config").awaitEnd()).isZero();
  }

  private Program start(Map<String, String> environment, String... arguments) throws IOException {
    Program program = Program.start(folder, environment, arguments);
    programs.add(program);
    return program;
  }

  private static String[] servers(String... more) {
    return Stream.concat(
            Stream.of(
                "servers",
                "--servers-redis-port=0",
                "--servers-second-redis-port=0",
                "--servers-postgres-port=0",
                "--servers-kafka-port=0"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private List<Path> runs() throws IOException {
    Path runs = folder.resolve("laminar-" + System.getProperty("user.name")).resolve("runs");
    try (Stream<Path> all = Files.list(runs)) {
      return all.toList();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
