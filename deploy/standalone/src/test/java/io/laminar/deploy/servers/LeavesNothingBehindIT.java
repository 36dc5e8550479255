package io.laminar.deploy.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LeavesNothingBehindIT {

  @TempDir static Path base; // shared, so that programs are unpacked once

  private final List<Process> victims = new ArrayList<>();

  @AfterEach
  void endVictims() {
    victims.forEach(Process::destroyForcibly);
  }

  @Test
  void startsOnTheSamePortsAfterTheProcessWasKilled() throws Exception {
    List<Integer> ports = List.of(freePort(), freePort(), freePort());
    List<ProcessHandle> left = serversOfKilledProcess(ports);
    assertThat(left).hasSize(3).allMatch(ProcessHandle::isAlive);

    try (var run = RunFolder.open(base)) {
      assertThat(left).noneMatch(LeavesNothingBehindIT::runs);
      assertThat(Folders.list(base.resolve("runs"))).containsExactly(run.path());

      List<EmbeddedServer> servers = servers(run, ports);
      servers.forEach(EmbeddedServer::start);
      assertThat(servers).allMatch(EmbeddedServer::isRunning);
      servers.forEach(EmbeddedServer::stop);
    }
    assertThat(Folders.list(base.resolve("runs"))).isEmpty();
  }

  @Test
  void leavesTheServersOfLivingProcessesAlone() throws Exception {
    try (var other = RunFolder.open(base)) {
      var redis = new EmbeddedRedis(other, Port.ANY, false);
      redis.start();

      RunFolder.open(base).close();

      assertThat(redis.isRunning()).isTrue();
      redis.stop();
    }
  }

  @Test
  void endsNoProcessThatOnlyHasTheNumberOfAFormerServer() throws Exception {
    List<ProcessHandle> left = serversOfKilledProcess(List.of(freePort(), freePort(), freePort()));
    Path children = Folders.list(base.resolve("runs")).get(0).resolve(StaleRuns.CHILDREN);
    var bystander = new ProcessBuilder("sleep", "100").start();
    victims.add(bystander);
    new ChildRecord(bystander.pid(), Instant.now().minusSeconds(3600), Signal.KILL).write(children);

    RunFolder.open(base).close();

    assertThat(left).noneMatch(LeavesNothingBehindIT::runs);
    assertThat(bystander.isAlive()).isTrue();
  }

  private List<ProcessHandle> serversOfKilledProcess(List<Integer> ports) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Victim.class.getName(),
                base.toString()));
    ports.forEach(port -> command.add(port.toString()));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process victim = builder.start();
    victims.add(victim);
    try (BufferedReader output = victim.inputReader()) {
      String pids = output.readLine();
      assertThat(pids).as("the victim's servers").isNotNull();
      victim.destroyForcibly().waitFor();
      return Stream.of(pids.split(" ")).map(Long::valueOf).map(LeavesNothingBehindIT::of).toList();
    }
  }

  private static List<EmbeddedServer> servers(RunFolder run, List<Integer> ports) {
    return List.of(
        new EmbeddedRedis(run, new Port(ports.get(0), "redis"), false),
        new EmbeddedPostgres(run, new Port(ports.get(1), "postgres")),
        new EmbeddedKafka(run, new Port(ports.get(2), "kafka")));
  }

  private static int freePort() {
    return Port.ANY.choose("a test");
  }

  private static ProcessHandle of(long pid) {
    return ProcessHandle.of(pid).orElseThrow();
  }

  private static boolean runs(ProcessHandle process) {
    return ChildRecord.of(process, Signal.KILL).runs();
  }

  /** Starts servers, says their pids, and waits to be killed. */
  static final class Victim {
    public static void main(String[] arguments) throws Exception {
      List<Integer> ports = Arrays.stream(arguments).skip(1).map(Integer::valueOf).toList();
      List<EmbeddedServer> servers = servers(RunFolder.open(Path.of(arguments[0])), ports);
      servers.forEach(EmbeddedServer::start);
      System.out.println(
          String.join(" ", servers.stream().map(server -> "" + server.pid()).toList()));
      System.in.read();
    }
  }
}
