package io.laminar.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.proxy.RespClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The proxy as a program of its own. */
@Timeout(300)
class ProxyCommandIT {

  private static final Pattern CLIENTS = Pattern.compile("clients +redis://127.0.0.1:(\\d+)");

  /** For a machine that is busy otherwise. */
  private static final Map<String, String> PATIENT =
      Map.of(
          "LAMINAR_STORE_DEADLINE", "10s",
          "LAMINAR_MIGRATION_QUIET", "40s",
          "LAMINAR_FLEET_LEASE", "2m",
          "LAMINAR_PROXY_DEADLINE", "100s");

  @TempDir Path folder;

  private final List<Program> programs = new ArrayList<>();
  private final String own = "it" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);

  @AfterEach
  void endPrograms() {
    programs.forEach(Program::close);
  }

  @Test
  void standsBeforeOneStoreAndStopsInOrder() throws Exception {
    Program proxy =
        start(
            Map.of("LAMINAR_PROXY_PASSWORD", "geheim", "LAMINAR_MIGRATION_NAMESPACE", own),
            "proxy",
            "--proxy-store=" + TestServers.postgres(),
            "--proxy-port=0",
            "--proxy-metrics-port=0");
    proxy.awaitOut(out -> out.contains("ready"));

    try (var client = new RespClient(port(proxy))) {
      assertThat(client.ask("GET", "k")).startsWith("-NOAUTH");
      assertThat(client.ask("AUTH", "geheim")).isEqualTo("+OK");
      assertThat(client.ask("SET", "k", "v")).isEqualTo("+OK");
      assertThat(client.ask("GET", "k")).isEqualTo("v");
      proxy.signal("TERM");
      assertThat(client.isEnded()).isTrue();
    }

    assertThat(proxy.awaitEnd()).as(proxy.err()).isZero();
    assertThat(proxy.out() + proxy.err()).doesNotContain("geheim");
  }

  @Test
  void isSteeredAsAMemberOfAMigration() throws Exception {
    Program proxy =
        start(
            Map.of(
                "LAMINAR_REDIS",
                TestServers.redis(),
                "LAMINAR_POSTGRES",
                TestServers.postgres(),
                "LAMINAR_MIGRATION_NAMESPACE",
                own,
                "LAMINAR_MIGRATION_NAME",
                own),
            "proxy",
            "--proxy-port=0",
            "--proxy-metrics-port=0",
            "--admin-port=0");
    proxy.awaitOut(out -> out.contains("ready"));
    Matcher admin = Pattern.compile("admin +http://127.0.0.1:(\\d+)").matcher(proxy.out());
    assertThat(admin.find()).as(proxy.out()).isTrue();

    try (var client = new RespClient(port(proxy))) {
      assertThat(client.ask("SET", "k", "v")).isEqualTo("+OK");
    }
    Program status =
        start(
            Map.of("LAMINAR_MIGRATION_NAME", own),
            "migrate",
            "status",
            "--admin-port=" + admin.group(1));

    assertThat(status.awaitEnd()).as(status.err()).isZero();
    assertThat(status.out()).contains("S0");
    proxy.signal("TERM");
    assertThat(proxy.awaitEnd()).as(proxy.err()).isZero();
  }

  @Test
  void namesTheStoresOfItsPlanAndNotThoseOfItsSettings() throws Exception {
    Path plan =
        Files.writeString(
            folder.resolve("plan.yaml"),
            """
            name: %1$s
            strategy: dual-write
            from: {store: "%2$s", namespace: %1$s}
            to: {store: "%3$s", namespace: %1$s}
            """
                .formatted(own, TestServers.redis(), TestServers.secondRedis()));
    Program proxy =
        start(
            Map.of(
                "LAMINAR_REDIS",
                "redis://127.0.0.1:1",
                "LAMINAR_POSTGRES",
                TestServers.postgres(),
                "LAMINAR_MIGRATION_PLAN",
                plan.toString()),
            "proxy",
            "--proxy-port=0",
            "--proxy-metrics-port=0",
            "--admin-port=0");
    proxy.awaitOut(out -> out.contains("ready"));

    assertThat(proxy.out())
        .containsPattern("old +\\Q" + TestServers.redis() + "\\E")
        .containsPattern("new +\\Q" + TestServers.secondRedis() + "\\E")
        .doesNotContain("127.0.0.1:1 ");
    proxy.signal("TERM");
    assertThat(proxy.awaitEnd()).as(proxy.err()).isZero();
  }

  @Test
  void saysWhatKeepsItFromStarting() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      String store = "--proxy-store=" + TestServers.redis();
      Program busy =
          start(Map.of(), "proxy", store, "--proxy-port=" + port, "--proxy-metrics-port=0");
      Program metrics =
          start(Map.of(), "proxy", store, "--proxy-port=0", "--proxy-metrics-port=" + port);
      Program wrong =
          start(
              Map.of(),
              "proxy",
              "--proxy-store=mysql://me:geheim@host/x",
              "--proxy-tls-key=key.pem",
              "--proxy-key-prefix=a b");

      assertThat(busy.awaitEnd()).isEqualTo(1);
      assertThat(busy.err()).contains("proxy.port", port).doesNotContain("\tat ");
      assertThat(metrics.awaitEnd()).isEqualTo(1);
      assertThat(metrics.err()).contains("proxy.metrics-port", port);
      assertThat(wrong.awaitEnd()).isEqualTo(2);
      assertThat(wrong.err())
          .contains("proxy.store: ", "redis://", "proxy.tls-certificate", "proxy.key-prefix")
          .doesNotContain("geheim");
    }
  }

  private static int port(Program proxy) {
    Matcher matcher = CLIENTS.matcher(proxy.out());
    assertThat(matcher.find()).as(proxy.out()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private Program start(Map<String, String> environment, String... arguments) throws IOException {
    Map<String, String> patient = new HashMap<>(PATIENT);
    patient.putAll(environment);
    Program program = Program.start(folder, patient, arguments);
    programs.add(program);
    return program;
  }
}
