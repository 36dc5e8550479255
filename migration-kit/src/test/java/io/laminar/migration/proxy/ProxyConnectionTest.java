package io.laminar.migration.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections of clients: their order, their bounds, their passwords. */
class ProxyConnectionTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private TestProxy proxy;

  @AfterEach
  void stop() {
    if (proxy != null) {
      proxy.close();
    }
  }

  @Test
  void answersInTheOrderOfTheQuestionsHoweverLongEachTakes() {
    proxy = new TestProxy();
    Promise<Void> slow = Promise.promise();
    var client = proxy.client();
    client.ask("SET", "a", "1");
    var reads = new AtomicInteger();
    proxy
        .old()
        .setFault(
            operation ->
                operation.equals("get") && reads.getAndIncrement() == 0
                    ? slow.future()
                    : Future.succeededFuture());

    client.sendRaw("GET a\r\nSET a 2\r\nGET a\r\nGET b\r\nPING\r\n");
    Awaitility.await().atMost(PATIENCE).until(() -> reads.get() >= 2); // b was not kept waiting
    slow.complete();

    assertThat(client.read()).isEqualTo("1");
    assertThat(client.read()).isEqualTo("+OK");
    assertThat(client.read()).isEqualTo("2");
    assertThat(client.read()).isEqualTo("(nil)");
    assertThat(client.read()).isEqualTo("+PONG");
  }

  @Test
  void letsAScanSeeWhatTheClientWroteBefore() {
    proxy = new TestProxy();
    var client = proxy.client();

    client.sendRaw("SET a 1\r\nSET b 1\r\nSCAN 0\r\nDEL a\r\nSCAN 0\r\n");

    assertThat(client.read()).isEqualTo("+OK");
    assertThat(client.read()).isEqualTo("+OK");
    assertThat(client.read()).isEqualTo("[0, [a, b]]");
    assertThat(client.read()).isEqualTo(":1");
    assertThat(client.read()).isEqualTo("[0, [b]]");
  }

  @Test
  void readsNoMoreThanMayBeInFlight() {
    proxy = new TestProxy(TestProxy.options(TestProxy.limits(9, 8, 1 << 20, PATIENCE)));
    Promise<Void> gate = Promise.promise();
    var begun = new AtomicInteger();
    proxy
        .old()
        .setFault(
            operation -> {
              begun.incrementAndGet();
              return gate.future();
            });
    var client = proxy.client();
    var request = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      request.append("SET k").append(i).append(" v\r\n");
    }

    client.sendRaw(request.toString());
    Awaitility.await().atMost(PATIENCE).until(() -> begun.get() == 8);
    // another client's question comes after whatever this one's bytes could have begun
    assertThat(proxy.client().ask("PING")).isEqualTo("+PONG");
    assertThat(begun).hasValue(8);
    gate.complete();

    for (int i = 0; i < 1_000; i++) {
      assertThat(client.read()).isEqualTo("+OK");
    }
  }

  @Test
  void stopsReadingFromAClientThatDoesNotReadAndServesOthers() {
    proxy = new TestProxy();
    var idle = proxy.client();
    var client = proxy.client();
    idle.ask("SET", "big", "x".repeat(100_000));
    idle.sendRaw("GET big\r\n".repeat(400)); // 40 MB of answers, if anyone read them
    assertThat(client.ask("SET", "k", "v")).isEqualTo("+OK");
    assertThat(client.ask("GET", "k")).isEqualTo("v");

    for (int i = 0; i < 400; i++) {
      assertThat(idle.read()).hasSize(100_000);
    }
  }

  @Test
  void endsTheConnectionWhoseUnreadAnswersAreTooLong() {
    proxy = new TestProxy(TestProxy.options(TestProxy.limits(9, 64, 4 << 20, PATIENCE)));
    var client = proxy.client();
    client.ask("SET", "big", "x".repeat(1_000_000));

    proxy.client().sendRaw("GET big\r\n".repeat(64));

    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> metrics().contains("laminar_proxy_closed_total{reason=\"slow\"} 1.0"));
    assertThat(client.ask("EXISTS", "big")).isEqualTo(":1");
  }

  @Test
  void refusesAnAnswerThatIsTooLongByItself() {
    proxy = new TestProxy(TestProxy.options(TestProxy.limits(9, 64, 4 << 20, PATIENCE)));
    var client = proxy.client();
    client.ask("SET", "big", "x".repeat(1_000_000));

    assertThat(client.ask("MGET", "big", "big", "big", "big", "big"))
        .startsWith("-ERR the answer has about 50000")
        .contains("proxy.output-limit");
    assertThat(client.ask("MGET", "big", "big")).hasSizeGreaterThan(2_000_000);
  }

  @Test
  void answersGarbageWithItsReasonAfterWhatCameBeforeAndCloses() {
    proxy = new TestProxy();
    var client = proxy.client();

    client.sendRaw("SET k v\r\n*1\r\nPING\r\n");

    assertThat(client.read()).isEqualTo("+OK");
    assertThat(client.read()).isEqualTo("-ERR Protocol error: expected '$', got 'P'");
    assertThat(client.isEnded()).isTrue();
  }

  @Test
  void doesNotTalkToBrowsers() {
    proxy = new TestProxy();
    var client = proxy.client();

    client.sendRaw("POST / HTTP/1.1\r\nHost: x\r\n\r\nSET k v\r\n");

    assertThat(client.read()).isEqualTo("-ERR Protocol error: this is no HTTP server");
    assertThat(client.isEnded()).isTrue();
    assertThat(proxy.old().entries()).isEmpty();
  }

  @Test
  void turnsAwayMoreClientsThanMayBe() {
    proxy = new TestProxy(TestProxy.options(TestProxy.limits(2, 8, 1 << 20, PATIENCE)));
    assertThat(proxy.client().ask("PING")).isEqualTo("+PONG");
    var second = proxy.client();
    assertThat(second.ask("PING")).isEqualTo("+PONG");

    var third = proxy.client();
    assertThat(third.read()).startsWith("-ERR max number of clients reached");
    assertThat(third.isEnded()).isTrue();
    second.close();

    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try (var again = new RespClient(proxy.service().port())) {
                return again.ask("PING").equals("+PONG");
              }
            });
  }

  @Test
  void wantsThePasswordFirst() {
    proxy = new TestProxy(TestProxy.options(TestProxy.LIMITS, "geheim", "", Optional.empty()));
    var client = proxy.client();

    assertThat(client.ask("GET", "k")).isEqualTo("-NOAUTH Authentication required.");
    assertThat(client.ask("HELLO", "3")).startsWith("-NOAUTH HELLO must be called");
    assertThat(client.ask("AUTH", "falsch")).startsWith("-WRONGPASS");
    assertThat(client.ask("AUTH", "someone", "geheim")).startsWith("-WRONGPASS");
    assertThat(client.ask("AUTH", "geheim")).isEqualTo("+OK");
    assertThat(client.ask("GET", "k")).isEqualTo("(nil)");
    assertThat(client.ask("RESET")).isEqualTo("+RESET");
    assertThat(client.ask("GET", "k")).isEqualTo("-NOAUTH Authentication required.");
    assertThat(client.ask("HELLO", "3", "AUTH", "default", "geheim")).contains("proto, :3");
    assertThat(client.ask("GET", "k")).isEqualTo("(nil)");

    var stranger = proxy.client();
    stranger.sendRaw("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000\r\n");
    assertThat(stranger.read()).isEqualTo("-ERR Protocol error: unauthenticated bulk length");
  }

  @Test
  void speaksEitherVersionOfTheProtocolToEachClient() {
    proxy = new TestProxy();
    var client = proxy.client();

    client.sendRaw(
        "CONFIG GET save\r\nHELLO 3\r\nCONFIG GET save\r\nGET k\r\nHELLO 2\r\nGET k\r\n");

    assertThat(client.read()).isEqualTo("[save, ]");
    assertThat(client.read()).startsWith("{server, redis, version, ");
    assertThat(client.read()).isEqualTo("{save, }");
    assertThat(client.read()).isEqualTo("(nil)");
    assertThat(client.read()).startsWith("[server, redis");
    assertThat(client.read()).isEqualTo("(nil)");
    assertThat(client.ask("HELLO", "4")).isEqualTo("-NOPROTO unsupported protocol version");
  }

  private String metrics() {
    return http("/metrics").body();
  }

  private HttpResponse<String> http(String path) {
    URI uri = URI.create("http://127.0.0.1:" + proxy.service().metricsPort() + path);
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
