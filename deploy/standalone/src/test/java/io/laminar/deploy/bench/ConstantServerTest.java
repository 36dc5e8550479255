package io.laminar.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ConstantServerTest {

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void answersTheSameAndStallsWhenItIsTold() throws Exception {
    try (ServerProcess server = ServerProcess.start(1, 7)) {
      assertThat(ask(server)).isEqualTo("xxxxxxx");

      // an order may arrive after the question that follows it, so both are repeated
      Awaitility.await()
          .atMost(Duration.ofSeconds(100))
          .pollInSameThread()
          .until(
              () -> {
                server.stall(Duration.ofMillis(500));
                return askedNanos(server) > Duration.ofMillis(400).toNanos();
              });
      assertThat(ask(server)).isEqualTo("xxxxxxx");
    }
  }

  private long askedNanos(ServerProcess server) throws Exception {
    long asked = System.nanoTime();
    ask(server);
    return System.nanoTime() - asked;
  }

  private String ask(ServerProcess server) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url()))
            .POST(BodyPublishers.ofString("{}"))
            .build();
    return http.send(request, BodyHandlers.ofString()).body();
  }
}
