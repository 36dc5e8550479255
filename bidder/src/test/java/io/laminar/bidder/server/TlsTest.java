package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.admin.AdminOptions;
import io.laminar.bidder.admin.AdminRoute;
import io.laminar.bidder.admin.AdminServer;
import io.laminar.bidder.admin.BiddingApi;
import io.laminar.bidder.tls.TestCertificate;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
              new AdminOptions("127.0.0.1", 0, TOKEN, true, certificate.options()),
              List.of(new AdminRoute(BiddingApi.PATH, new BiddingApi(bidder.bidding, () -> 0L))));
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
}
