package io.laminar.bidder.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.tls.CertificateKeeper;
import io.laminar.bidder.tls.TlsOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {

  private static final String TOKEN = "0123456789abcdef";
  private static final long NOW = 1_764_000_000_000L;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final BiddingSwitch bidding = new BiddingSwitch(true, 0);
  private final AdminServer server =
      new AdminServer(
          new AdminOptions("127.0.0.1", 0, TOKEN, true),
          List.of(
              new AdminRoute(BiddingApi.PATH, new BiddingApi(bidding, () -> NOW)),
              new AdminRoute(
                  "/broken",
                  call -> {
                    throw new IllegalStateException("a fault");
                  })),
          new CertificateKeeper(TlsOptions.NONE, Instant::now));

  @BeforeEach
  void open() {
    vertx.deployVerticle(server).await();
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void stopsAndStartsBidding() throws Exception {
    HttpResponse<String> stopped =
        send("POST", BiddingApi.PATH, TOKEN, "{\"bidding\":\"off\",\"reason\":\"wrong prices\"}");

    assertThat(stopped.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(stopped.body()))
        .isEqualTo(
            new JsonObject()
                .put("bidding", "off")
                .put("reason", "wrong prices")
                .put("since", "2025-11-24T16:00:00Z"));
    assertThat(bidding.isOn()).isFalse();
    assertThat(send("GET", BiddingApi.PATH, TOKEN, "").body()).isEqualTo(stopped.body());

    send("PUT", BiddingApi.PATH, TOKEN, "{\"bidding\":\"on\"}");

    assertThat(bidding.isOn()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"bidding\":true}",
        "{\"bidding\":\"OFF\"}",
        "{\"bidding\":\"off\",\"reason\":7}",
        "{\"bidding\":\"off\",\"reason\":\"two\\nlines\"}",
      })
  void refusesWhatItDoesNotUnderstandAndLeavesTheSwitch(String body) throws Exception {
    HttpResponse<String> answer = send("POST", BiddingApi.PATH, TOKEN, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new JsonObject(answer.body()).getString("error")).contains("must be");
    assertThat(bidding.isOn()).isTrue();
  }

  @Test
  void tellsWhereABodyIsNoJsonAndEverythingThatIsWrongWithOneThatIs() throws Exception {
    String noJson = send("POST", BiddingApi.PATH, TOKEN, "{\"bidding\": \"off\",\n oops}").body();
    String wrong =
        send("POST", BiddingApi.PATH, TOKEN, "{\"bidding\":1,\"reason\":7,\"why\":\"x\"}").body();

    assertThat(new JsonObject(noJson).getString("error"))
        .contains("must be a JSON object")
        .contains("line 2, column")
        .doesNotContain("Failed to decode")
        .doesNotContain("Source");
    assertThat(new JsonObject(wrong).getString("error"))
        .contains("bidding must be \"on\" or \"off\", was 1")
        .contains("reason must be a text")
        .contains("no field why");
    assertThat(bidding.isOn()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0123456789abcdeF", "0123456789abcde", "0123456789abcdef0", "é"})
  void letsNobodyInWithoutTheToken(String token) throws Exception {
    for (String path : List.of(BiddingApi.PATH, "/broken", "/nothing")) {
      HttpResponse<String> answer = send("POST", path, token, "{\"bidding\":\"off\"}");

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("www-authenticate")).contains("Bearer");
      assertThat(answer.body()).doesNotContain(TOKEN);
    }
    assertThat(bidding.isOn()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing, 404",
    "GET, /admin/biddingx, 404",
    "GET, /admin/bidding/x, 404",
    "DELETE, /admin/bidding, 405",
    "GET, /broken, 500",
  })
  void saysWhatThereIs(String method, String path, int status) throws Exception {
    assertThat(send(method, path, TOKEN, "").statusCode()).isEqualTo(status);
  }

  @Test
  void refusesABodyThatIsTooLarge() throws Exception {
    String body = " ".repeat(AdminServer.BODY_LIMIT + 1);

    assertThat(send("POST", BiddingApi.PATH, TOKEN, body).statusCode()).isEqualTo(413);
  }

  @Test
  void neverShowsTheToken() {
    var options = new AdminOptions("127.0.0.1", 0, TOKEN, true);

    assertThat(options.toString()).doesNotContain(TOKEN);
  }

  private HttpResponse<String> send(String method, String path, String token, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("authorization", "Bearer " + token)
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }
}
