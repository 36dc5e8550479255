package io.laminar.bidder.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.bidder.admin.AdminOptions;
import io.laminar.bidder.admin.AdminRoute;
import io.laminar.bidder.admin.AdminServer;
import io.laminar.bidder.admin.BiddingApi;
import io.laminar.bidder.tls.TestCertificate;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

  private static final String TOKEN = "0123456789abcdef";

  @Test
  void speaksTlsOnBothPortsAndNamesItInItsBids(@TempDir Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.in(folder);
    HttpClient client = HttpClient.newBuilder().sslContext(certificate.client()).build();
    Map<String, String> files =
        Map.of(
            "bidder.tls-certificate", certificate.options().certificate(),
            "bidder.tls-key", certificate.options().key());
    try (TestBidder bidder = TestBidder.start(TestBidder.options(files), TestBidder.LOOKUP)) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("https://127.0.0.1:" + bidder.port + "/openrtb2/bid"))
                  .POST(BodyPublishers.ofString(Requests.banner("u1")))
                  .build(),
              BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(
              new JsonObject(answer.body())
                  .getJsonArray("seatbid")
                  .getJsonObject(0)
                  .getJsonArray("bid")
                  .getJsonObject(0)
                  .getString("burl"))
          .startsWith("https://127.0.0.1:" + bidder.port + "/");

      var server =
          new AdminServer(
              new AdminOptions("127.0.0.1", 0, TOKEN, true),
              List.of(new AdminRoute(BiddingApi.PATH, new BiddingApi(bidder.bidding, () -> 0L))),
              bidder.certificate);
      bidder.vertx.deployVerticle(server).await();
      HttpResponse<String> position =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("https://127.0.0.1:" + server.port() + BiddingApi.PATH))
                  .header("authorization", "Bearer " + TOKEN)
                  .build(),
              BodyHandlers.ofString());

      assertThat(position.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void showsARenewedCertificateToNewConnectionsAndLeavesOpenOnesAlone(@TempDir Path folder)
      throws Exception {
    TestCertificate first = TestCertificate.in(Files.createDirectory(folder.resolve("first")));
    TestCertificate second = TestCertificate.in(Files.createDirectory(folder.resolve("second")));
    try (TestBidder bidder = start(first);
        Socket open = connect(bidder.port, first)) {
      assertThat(health(open)).startsWith("HTTP/1.1 200");
      var admin =
          new AdminServer(
              new AdminOptions("127.0.0.1", 0, TOKEN, true), List.of(), bidder.certificate);
      bidder.vertx.deployVerticle(admin).await();

      second.replace(first);
      bidder.certificate.look(bidder.vertx).await();

      for (int i = 0; i < 4; i++) { // two loops take turns
        try (Socket renewed = connect(bidder.port, second)) {
          assertThat(health(renewed)).startsWith("HTTP/1.1 200");
        }
      }
      try (Socket renewed = connect(admin.port(), second)) {
        assertThat(health(renewed)).startsWith("HTTP/1.1 401");
      }
      assertThat(health(open)).startsWith("HTTP/1.1 200");
      assertThatThrownBy(() -> connect(bidder.port, first)).isInstanceOf(SSLException.class);
      assertThat(bidder.certificate.renewals()).isEqualTo(1);
      assertThat(bidder.certificate.trouble()).isEmpty();
      assertThat(bidder.certificate.leftSeconds()).isPositive();
    }
  }

  @Test
  void staysWithTheOldPairUntilTheNewOneFits(@TempDir Path folder) throws Exception {
    TestCertificate first = TestCertificate.in(Files.createDirectory(folder.resolve("first")));
    TestCertificate second = TestCertificate.in(Files.createDirectory(folder.resolve("second")));
    try (TestBidder bidder = start(first)) {
      second.replaceCertificate(first); // its key is still on the way
      bidder.certificate.look(bidder.vertx).await();

      assertThat(bidder.certificate.trouble().orElseThrow())
          .contains("is not that of the certificate");
      assertThat(bidder.certificate.renewals()).isZero();
      try (Socket old = connect(bidder.port, first)) {
        assertThat(health(old)).startsWith("HTTP/1.1 200");
      }

      second.replace(first);
      bidder.certificate.look(bidder.vertx).await();

      assertThat(bidder.certificate.trouble()).isEmpty();
      try (Socket renewed = connect(bidder.port, second)) {
        assertThat(health(renewed)).startsWith("HTTP/1.1 200");
      }

      Files.delete(Path.of(first.options().key()));
      bidder.certificate.look(bidder.vertx).await();

      assertThat(bidder.certificate.trouble().orElseThrow()).contains("there is no such file");
      try (Socket still = connect(bidder.port, second)) {
        assertThat(health(still)).startsWith("HTTP/1.1 200");
      }
    }
  }

  private static TestBidder start(TestCertificate certificate) {
    return TestBidder.start(
        TestBidder.options(
            Map.of(
                "bidder.tls-certificate", certificate.options().certificate(),
                "bidder.tls-key", certificate.options().key())),
        TestBidder.LOOKUP);
  }

  /** A connection whose handshake is done, which trusts this certificate and no other. */
  private static Socket connect(int port, TestCertificate trusted) throws Exception {
    var socket = (SSLSocket) trusted.client().getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(60_000);
    try {
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static String health(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /health/live HTTP/1.1\r\nhost: b\r\n\r\n".getBytes(US_ASCII));
    socket.getOutputStream().flush();
    InputStream in = socket.getInputStream();
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) in.read());
    }
    in.readNBytes(Integer.parseInt(head.toString().split("content-length: ")[1].split("\r")[0]));
    return head.toString();
  }
}
