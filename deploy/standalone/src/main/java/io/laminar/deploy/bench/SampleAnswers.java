package io.laminar.deploy.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;

/**
 * How a bidder answers bodies, one after the other.
 *
 * @param asked how many
 * @param bids answered with 200
 * @param bodyBytes of all answers
 */
record SampleAnswers(int asked, int bids, long bodyBytes) {

  private record Answer(int status, int bytes) {}

  /** Asks once for each body. */
  static Future<SampleAnswers> ask(Vertx vertx, int port, List<Buffer> bodies) {
    HttpClient client = vertx.createHttpClient();
    List<Answer> answers = new ArrayList<>();
    Future<Void> all = Future.succeededFuture();
    for (Buffer body : bodies) {
      all = all.compose(before -> ask(client, port, body)).onSuccess(answers::add).mapEmpty();
    }
    return all.map(asked -> of(answers)).eventually(client::close);
  }

  /** The mean over all answers, those without a body too. */
  int meanBytes() {
    return asked == 0 ? 0 : Math.round((float) bodyBytes / asked);
  }

  private static SampleAnswers of(List<Answer> answers) {
    return new SampleAnswers(
        answers.size(),
        (int) answers.stream().filter(answer -> answer.status() == 200).count(),
        answers.stream().mapToLong(Answer::bytes).sum());
  }

  private static Future<Answer> ask(HttpClient client, int port, Buffer body) {
    return client
        .request(HttpMethod.POST, port, "127.0.0.1", "/openrtb2/bid")
        .compose(asked -> asked.putHeader("content-type", "application/json").send(body))
        .compose(
            answer -> answer.body().map(bytes -> new Answer(answer.statusCode(), bytes.length())));
  }
}
