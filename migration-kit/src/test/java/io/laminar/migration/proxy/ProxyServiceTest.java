package io.laminar.migration.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.proxy.ProxyOptions.Tls;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.ReadPolicy;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.WritePolicy;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The store behind it and its steps, the port, certificates, metrics, the end. */
class ProxyServiceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private TestProxy proxy;

  @AfterEach
  void stop() {
    if (proxy != null) {
      proxy.close();
    }
  }

  @Test
  void tellsOfItselfAndItsClients() {
    proxy = new TestProxy();
    var client = proxy.client();

    assertThat(client.ask("CLIENT", "SETNAME", "shop")).isEqualTo("+OK");
    assertThat(client.ask("CLIENT", "GETNAME")).isEqualTo("shop");
    assertThat(client.ask("CLIENT", "SETINFO", "LIB-NAME", "test")).isEqualTo("+OK");
    assertThat(proxy.client().ask("CLIENT", "LIST")).contains("name=shop", "lib-name=test");
    assertThat(client.ask("CLIENT", "SETNAME", "a b")).startsWith("-ERR Client names");
    assertThat(client.ask("CLIENT", "KILL", "x")).startsWith("-ERR unknown subcommand 'KILL'");
    assertThat(client.ask("INFO")).contains("redis_version:7", "server_name:laminar", "router:");
    assertThat(client.ask("INFO", "clients")).contains("connected_clients:").doesNotContain("tcp");
    assertThat(client.ask("COMMAND", "COUNT")).startsWith(":4");
    assertThat(client.ask("COMMAND", "INFO", "get", "nosuch"))
        .isEqualTo("[[get, :2, [+readonly, +fast], :1, :1, :1], (nil)]");
    assertThat(client.ask("COMMAND", "DOCS", "get")).contains("summary");
    assertThat(client.ask("COMMAND")).contains("[mset, :-3,");
    assertThat(client.ask("SELECT", "0")).isEqualTo("+OK");
    assertThat(client.ask("SELECT", "1")).isEqualTo("-ERR DB index is out of range");
    assertThat(client.ask("ECHO", "hi")).isEqualTo("hi");
    assertThat(client.ask("QUIT")).isEqualTo("+OK");
    assertThat(client.isEnded()).isTrue();
  }

  @Test
  void tellsWhichStoreFailedAndWhy() {
    proxy = new TestProxy();
    var client = proxy.client();
    proxy.old().takeDown();

    assertThat(client.ask("GET", "k")).startsWith("-TRYAGAIN memory: get: down");
    assertThat(client.ask("MSET", "a", "1", "b", "2")).startsWith("-TRYAGAIN memory: put: down");
    fail(Kind.OVERLOADED);
    assertThat(client.ask("SET", "k", "v")).startsWith("-BUSY memory");
    fail(Kind.LATE);
    assertThat(client.ask("INCR", "k")).startsWith("-ERR memory");
    assertThat(ready().statusCode()).isEqualTo(503);
    proxy.old().heal();
    assertThat(client.ask("SET", "k", "v")).isEqualTo("+OK");
    assertThat(ready().statusCode()).isEqualTo(200);
  }

  @Test
  void answersWithinTheDeadlineThoughTheStoreDoesNot() {
    proxy =
        new TestProxy(TestProxy.options(TestProxy.limits(9, 8, 1 << 20, Duration.ofMillis(300))));
    Promise<Void> never = Promise.promise();
    var client = proxy.client();
    client.ask("PING");
    proxy.old().setFault(operation -> never.future());

    client.sendRaw("SET k v\r\nGET k\r\nPING\r\n");

    assertThat(client.read()).contains("set: no answer within 300 ms", "may have happened");
    assertThat(client.read()).contains("get: no answer within 300 ms");
    assertThat(client.read()).isEqualTo("+PONG");
    proxy.old().heal();
    never.complete();
  }

  @Test
  void refusesWhatOneStoreAloneMustDecideWhileTwoAreWrittenAndHonoursTheRest() {
    proxy = new TestProxy();
    var client = proxy.client();
    client.ask("SET", "k", "1");
    proxy.install(Policy.both(Side.OLD));

    assertThat(client.ask("SET", "k", "2", "EX", "86400")).isEqualTo("+OK");
    assertThat(client.ask("MSET", "a", "1", "b", "1")).isEqualTo("+OK");
    assertThat(client.ask("DEL", "a", "none")).isEqualTo(":1");
    assertThat(client.ask("TTL", "k")).isIn(":86400", ":86399");
    assertThat(client.ask("INCR", "k"))
        .startsWith("-ERR 'incr' needs one store that decides alone");
    assertThat(client.ask("SET", "k", "3", "NX", "GET")).isEqualTo("2"); // nothing to decide
    assertThat(client.ask("SET", "k", "3", "XX")).startsWith("-ERR 'set' needs one store");
    assertThat(client.ask("EXPIRE", "k", "10")).startsWith("-ERR 'expire' needs one store");
    assertThat(client.ask("GET", "k")).isEqualTo("2");

    assertThat(proxy.sides.data(Side.NEW).entries().get("k").value()).hasToString("2");
    assertThat(proxy.sides.data(Side.NEW).entries().get("a").tombstone()).isTrue();
    proxy.install(Policy.only(Side.NEW));
    assertThat(client.ask("INCR", "k")).isEqualTo(":3");
  }

  @Test
  void endsAScanWhenReadsMoveToTheOtherStore() {
    proxy = new TestProxy();
    var client = proxy.client();
    for (int i = 0; i < 30; i++) {
      client.ask("SET", "k" + i, "v");
    }
    String reply = client.ask("SCAN", "0");
    String cursor = reply.substring(1, reply.indexOf(','));
    proxy.install(Policy.strict(Side.OLD));
    assertThat(client.ask("SCAN", cursor)).startsWith("[");

    proxy.install(Policy.strict(Side.NEW));

    assertThat(client.ask("SCAN", cursor))
        .isEqualTo(
            "-ERR reads have moved to another store since this scan began: begin again with"
                + " cursor 0");
  }

  @Test
  void refusesWritesWhileTheStoreIsFrozenAndScansWhileTwoAreRead() {
    proxy = new TestProxy();
    var client = proxy.client();
    client.ask("SET", "k", "v");
    var reads = new ReadPolicy.Only(Side.OLD);
    proxy.install(Policy.of(reads, new WritePolicy.Frozen(WritePolicy.Frozen.Manner.REJECT)));

    assertThat(client.ask("SET", "k", "w")).startsWith("-TRYAGAIN write of k: the store is frozen");
    assertThat(client.ask("DEL", "k")).startsWith("-TRYAGAIN ");
    assertThat(client.ask("GET", "k")).isEqualTo("v");
    assertThat(client.ask("SCAN", "0")).isEqualTo("[0, [k]]");

    proxy.install(Policy.of(new ReadPolicy.NewestOfBoth(), new WritePolicy.Both(Side.OLD)));
    assertThat(client.ask("GET", "k")).isEqualTo("v");
    assertThat(client.ask("SCAN", "0"))
        .startsWith("-ERR 'scan' needs one store")
        .contains("reads do not come from one store");
  }

  @Test
  void cutsThePrefixThatClientsWriteAndShowsItAgain() {
    proxy = new TestProxy(TestProxy.options(TestProxy.LIMITS, "", "profile:", Optional.empty()));
    var client = proxy.client();

    assertThat(client.ask("SET", "profile:7", "v")).isEqualTo("+OK");

    assertThat(proxy.old().entries()).containsOnlyKeys("7");
    assertThat(client.ask("SCAN", "0", "MATCH", "prof*")).isEqualTo("[0, [profile:7]]");
    assertThat(client.ask("GET", "7"))
        .isEqualTo("-ERR key must begin with \"profile:\" (proxy.key-prefix), was \"7\"");
  }

  @Test
  void answersWhatWasBegunBeforeItEnds() throws Exception {
    proxy = new TestProxy();
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
    client.sendRaw("SET k v\r\n");
    Awaitility.await().atMost(PATIENCE).until(() -> begun.get() == 1);

    Future<Void> closing = proxy.beginClose();
    Awaitility.await().atMost(PATIENCE).until(this::isRefused);
    assertThat(closing.isComplete()).isFalse();
    gate.complete();

    assertThat(client.read()).isEqualTo("+OK");
    assertThat(client.isEnded()).isTrue();
    EventLoop.wait(closing);
  }

  @Test
  void saysThatAPortIsTaken() throws Exception {
    var vertx = Vertx.vertx();
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      proxy = new TestProxy();
      var free = TestProxy.options(TestProxy.LIMITS);
      var options =
          new ProxyOptions(
              "127.0.0.1",
              taken.getLocalPort(),
              0,
              2,
              "",
              free.keys(),
              Optional.empty(),
              free.limits());

      assertThatThrownBy(() -> EventLoop.wait(ProxyService.start(vertx, options, proxy.member)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("proxy.port")
          .hasMessageContaining(Integer.toString(taken.getLocalPort()));
    } finally {
      EventLoop.wait(vertx.close());
    }
  }

  @Test
  void speaksTls() throws Exception {
    var certificate = SelfSignedCertificate.create("localhost");
    var tls = new Tls(certificate.certificatePath(), certificate.privateKeyPath());
    proxy = new TestProxy(TestProxy.options(TestProxy.LIMITS, "", "", Optional.of(tls)));
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (var pem = Files.newInputStream(Path.of(certificate.certificatePath()))) {
      trusted.setCertificateEntry(
          "proxy", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);

    try (var client =
        new RespClient(
            context.getSocketFactory().createSocket("127.0.0.1", proxy.service().port()))) {
      assertThat(client.ask("SET", "k", "v")).isEqualTo("+OK");
      assertThat(client.ask("GET", "k")).isEqualTo("v");
    } finally {
      certificate.delete();
    }
  }

  @Test
  void saysThatTheCertificateCannotBeRead() {
    var vertx = Vertx.vertx();
    proxy = new TestProxy();
    var options =
        TestProxy.options(
            TestProxy.LIMITS, "", "", Optional.of(new Tls("/none/cert.pem", "/none/key.pem")));

    assertThatThrownBy(() -> EventLoop.wait(ProxyService.start(vertx, options, proxy.member)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("proxy.tls-certificate")
        .hasMessageContaining("/none/");
    EventLoop.wait(vertx.close());
  }

  @Test
  void countsCommandsByNameAndOutcome() {
    proxy = new TestProxy();
    var client = proxy.client();
    client.ask("SET", "k", "v");
    client.ask("GET", "k");
    client.ask("GET", "k");
    client.ask("INCR", "k");
    client.ask("HGET", "k", "f");
    client.ask("NOSUCH");

    assertThat(metrics())
        .contains(
            "laminar_proxy_commands_total{command=\"get\",outcome=\"ok\"} 2.0",
            "laminar_proxy_commands_total{command=\"incr\",outcome=\"invalid\"} 1.0",
            "laminar_proxy_commands_total{command=\"other\",outcome=\"refused\"} 1.0",
            "laminar_proxy_commands_total{command=\"other\",outcome=\"invalid\"} 1.0",
            "laminar_proxy_command_duration_seconds_count{command=\"get\"} 2",
            "laminar_proxy_connections 1.0");
  }

  private void fail(Kind kind) {
    proxy
        .old()
        .setFault(
            operation ->
                Future.failedFuture(
                    new StoreException(kind, "memory", operation, "as asked", null)));
  }

  private boolean isRefused() {
    try (var late = new RespClient(proxy.service().port())) {
      return late.isEnded();
    } catch (java.io.UncheckedIOException e) {
      return true;
    }
  }

  private HttpResponse<String> ready() {
    return http("/health/ready");
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
