package io.laminar.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.laminar.deploy.command.CommandTree;
import io.laminar.deploy.command.ExitCode;
import io.laminar.deploy.command.Lifetime;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands ask a process for that only tells what it would do. */
class DryRunTest {

  private static final JsonObject WAY =
      new JsonObject().put("way", new JsonArray().add("S7 → S8 done"));
  private static final JsonObject VERIFIED =
      new JsonObject()
          .put(
              "lastVerify",
              new JsonObject()
                  .put("compared", 7)
                  .put("equal", false)
                  .put("repaired", 0)
                  .put("differences", new JsonObject().put("MISSING", 2))
                  .put("examples", new JsonArray().add("k1")));

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<JsonObject> asked = new CopyOnWriteArrayList<>();
  private final List<String> operators = new CopyOnWriteArrayList<>();
  private HttpServer process;

  @BeforeEach
  void listen() throws IOException {
    process = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    process.createContext("/", this::answer);
    process.start();
  }

  @AfterEach
  void close() {
    process.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    operators.add(exchange.getRequestHeaders().getFirst("laminar-operator"));
    asked.add(new JsonObject(new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
    boolean verifies = exchange.getRequestURI().getPath().endsWith("/verify");
    byte[] body = (verifies ? VERIFIED : WAY).encode().getBytes(UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  private int run(String... command) {
    return Laminar.commands()
        .run(
            new CommandTree.Surroundings(
                Map.of(),
                new PrintWriter(out),
                new PrintWriter(err),
                new Lifetime(Thread.currentThread())),
            Stream.concat(
                    Stream.concat(Stream.of("migrate"), Arrays.stream(command)),
                    Stream.of("--admin-port", Integer.toString(process.getAddress().getPort())))
                .toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "walk --to S3",
        "ramp --to S5 --per-mille 10",
        "reverse",
        "abort",
        "abort --without-new",
        "pause",
        "resume",
        "throttle --rate 100",
        "forget --member m2",
        "complete",
        "complete --confirm profiles",
      })
  void asksOnlyWhatWouldBeDone(String command) {
    assertThat(run((command + " --dry-run").split(" "))).as(err.toString()).isEqualTo(0);

    assertThat(asked)
        .singleElement()
        .satisfies(body -> assertThat(body.getBoolean("dryRun")).isTrue());
    assertThat(out.toString().lines()).containsExactly("S7 → S8 done", "nothing was done");
  }

  @Test
  void asksOnlyWhatWouldBeDoneByAPlan() throws IOException {
    Path plan =
        Files.writeString(
            folder.resolve("plan.yaml"),
            """
            name: profiles
            strategy: dual-write
            from: {store: "redis://127.0.0.1:6379", namespace: profile}
            to: {store: "postgresql://u@127.0.0.1:5432/d", namespace: profile}
            """);

    assertThat(run("apply", "--file", plan.toString(), "--dry-run")).isEqualTo(ExitCode.FINE);

    assertThat(asked.get(0).getBoolean("dryRun")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"repair", "verify --repair"})
  void onlyComparesInsteadOfMending(String command) {
    assertThat(run((command + " --dry-run").split(" "))).isEqualTo(ExitCode.FAILED);

    assertThat(asked)
        .singleElement()
        .satisfies(body -> assertThat(body.getBoolean("dryRun")).isTrue());
    assertThat(out.toString()).contains("2 missing", "compared only, nothing was mended");
  }

  @Test
  void saysWhoGivesACommand() {
    run("abort", "--without-new", "--confirm", "profiles", "--dry-run");

    assertThat(operators).singleElement().asString().startsWith(System.getProperty("user.name"));
    assertThat(asked.get(0).getString("confirm")).isEqualTo("profiles");
    assertThat(asked.get(0).getBoolean("withoutNew")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"complete", "abort --without-new"})
  void givesNoStoreUpWithoutTheName(String command) {
    assertThat(run(command.split(" "))).isEqualTo(ExitCode.MISUSED);

    assertThat(err.toString()).contains("--confirm is missing");
    assertThat(asked).isEmpty();
  }
}
