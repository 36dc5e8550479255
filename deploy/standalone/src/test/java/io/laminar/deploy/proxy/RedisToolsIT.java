package io.laminar.deploy.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.servers.RedisTools;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.migration.codec.Format;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Redis's own programs, which do not know that there is a PostgreSQL behind the port. */
@Timeout(600)
class RedisToolsIT {

  private static RedisTools tools;
  private static RunningProxy proxy;

  @BeforeAll
  static void start() {
    tools = RedisTools.find();
    String namespace = "tools" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    proxy = RunningProxy.before(TestServers.postgres(), namespace, Format.ENVELOPE);
  }

  @AfterAll
  static void stop() {
    if (proxy != null) {
      proxy.close();
      tools.close();
    }
  }

  @Test
  void servesTheCommandLineInBothVersionsOfTheProtocol() throws Exception {
    String[] commands = {
      "set cli:1 hello ex 1000",
      "get cli:1",
      "exists cli:1 cli:2",
      "incr cli:n",
      "get cli:2",
      "hset h f v",
      "config get save",
      "client getname",
      "dbsize",
      "type cli:1",
      "del cli:n"
    };
    String input = String.join("\n", commands) + "\n";

    String second = cli(input);
    String third = cli(input, "-3");

    assertThat(second.lines())
        .contains("OK", "hello", "1", "string")
        .anyMatch(line -> line.startsWith("ERR 'hset' is not honoured by this proxy"));
    assertThat(third.lines())
        .contains("OK", "hello", "1", "string")
        .anyMatch(line -> line.startsWith("ERR 'hset' is not honoured by this proxy"));
  }

  @Test
  void scansAndIsFilledByTheCommandLine() throws Exception {
    var input = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      input.append("SET scan:").append(i).append(" v\r\n");
    }

    assertThat(cli(input.toString(), "--pipe")).contains("errors: 0, replies: 500");

    assertThat(cli("", "--scan", "--pattern", "scan:*").lines()).hasSize(500).contains("scan:7");
  }

  @Test
  void isMeasuredByTheBenchmark() throws Exception {
    String report =
        tools.run(
            "",
            "redis-benchmark",
            "-p",
            Integer.toString(proxy.port()),
            "-n",
            "1000",
            "-c",
            "8",
            "-P",
            "4",
            "-r",
            "100",
            "-q",
            "-t",
            "ping,set,get,incr,mset");

    assertThat(report.replace('\r', '\n').lines().filter(line -> line.contains("per second")))
        .as(report)
        .anyMatch(line -> line.startsWith("PING_INLINE"))
        .anyMatch(line -> line.startsWith("SET"))
        .anyMatch(line -> line.startsWith("GET"))
        .anyMatch(line -> line.startsWith("INCR"))
        .anyMatch(line -> line.startsWith("MSET"));
    assertThat(report.toLowerCase(Locale.ROOT)).doesNotContain("error", "warning");
  }

  private static String cli(String input, String... options) throws Exception {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "-p";
    arguments[1] = Integer.toString(proxy.port());
    System.arraycopy(options, 0, arguments, 2, options.length);
    return tools.run(input, "redis-cli", arguments);
  }
}
