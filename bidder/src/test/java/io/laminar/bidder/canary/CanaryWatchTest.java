package io.laminar.bidder.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class CanaryWatchTest {

  private final FakeSource source = new FakeSource();
  private long now = 1_000_000_000_000L;
  private final CanaryWatch watch = new CanaryWatch(source, () -> now);

  @Test
  void allowsNothingBeforeTheFirstLook() {
    assertThat(watch.allowsBids(now)).isFalse();
    assertThat(watch.hasHeard()).isFalse();
    assertThat(watch.state().kind()).isEqualTo(CanaryState.Kind.NEVER_HEARD);
  }

  @Test
  void allowsBidsForAsLongAsTheCanaryLivesAndNotANanosecondLonger() {
    sees(Sighting.of(3_000, 7));

    assertThat(watch.allowsBids(now)).isTrue();
    assertThat(watch.state()).isEqualTo(new CanaryState(CanaryState.Kind.ALIVE, 3_000, 7, ""));
    assertThat(watch.allowsBids(now + millis(3_000) - 1)).isTrue();
    assertThat(watch.allowsBids(now + millis(3_000))).isFalse();
  }

  @Test
  void countsTheRemainingLifeFromBeforeTheQuestionWasSent() {
    long asked = now;
    Promise<Sighting> answer = source.willAnswerLater();
    watch.look();
    now += millis(400);
    answer.complete(Sighting.of(1_000, 7));

    assertThat(watch.allowsBids(asked + millis(1_000) - 1)).isTrue();
    assertThat(watch.allowsBids(asked + millis(1_000))).isFalse();
  }

  @Test
  void stopsAtOnceWhenALookShowsNoCanary() {
    sees(Sighting.of(60_000, 7));
    now += millis(250);
    sees(Sighting.NONE);

    assertThat(watch.allowsBids(now)).isFalse();
    assertThat(watch.hasHeard()).isTrue();
    assertThat(watch.state().kind()).isEqualTo(CanaryState.Kind.ABSENT);
    assertThat(watch.state().reason()).isEqualTo("there is no canary");
  }

  @Test
  void remembersHowOldTheLastCanaryIsWhileThereIsNone() {
    sees(Sighting.NONE);
    assertThat(watch.state().committedAtMillis()).as("none was ever seen").isZero();
    sees(Sighting.of(1_000, 7));

    sees(Sighting.NONE);
    sees(Sighting.none("it does not name this bidder"));

    assertThat(watch.state().committedAtMillis()).isEqualTo(7);
  }

  @Test
  void expiresByItselfWhenTheStoreIsGoneAndSaysSinceWhen() {
    sees(Sighting.of(1_000, 7));
    now += millis(500);
    isUnanswered("redis://h: look: connection refused");
    assertThat(watch.allowsBids(now)).isTrue();
    assertThat(watch.state().kind()).isEqualTo(CanaryState.Kind.ALIVE);

    now += millis(2_500);
    isUnanswered("redis://h: look: connection refused");

    assertThat(watch.allowsBids(now)).isFalse();
    assertThat(watch.state().kind()).isEqualTo(CanaryState.Kind.UNREACHABLE);
    assertThat(watch.state().reason())
        .isEqualTo("no answer for 2 s: redis://h: look: connection refused");
  }

  @Test
  void expiresByItselfWhenNobodyLooks() {
    sees(Sighting.of(1_000, 7));
    now += millis(1_000);

    assertThat(watch.allowsBids(now)).isFalse();
    assertThat(watch.state().kind()).isEqualTo(CanaryState.Kind.EXPIRED);
  }

  @Test
  void saysThatItNeverHeardWhenTheStoreIsDownFromTheStart() {
    isUnanswered("refused");

    assertThat(watch.allowsBids(now)).isFalse();
    assertThat(watch.hasHeard()).isFalse();
    assertThat(watch.state().kind()).isEqualTo(CanaryState.Kind.NEVER_HEARD);
    assertThat(watch.state().reason()).isEqualTo("no answer for 0 s: refused");
  }

  @Test
  void bidsAgainWhenTheCanaryIsBack() {
    sees(Sighting.NONE);
    isUnanswered("refused");
    sees(Sighting.of(1_000, 9));

    assertThat(watch.allowsBids(now)).isTrue();
    assertThat(watch.state().committedAtMillis()).isEqualTo(9);
  }

  @Test
  void asksOneQuestionAtATime() {
    Promise<Sighting> first = source.willAnswerLater();
    watch.look();
    watch.look();
    watch.look();

    assertThat(source.asked).isEqualTo(1);
    first.complete(Sighting.NONE);
    sees(Sighting.of(1_000, 7));
    assertThat(source.asked).isEqualTo(2);
    assertThat(watch.allowsBids(now)).isTrue();
  }

  @Test
  void doesNotOverflowOnAnAbsurdLife() {
    sees(Sighting.of(Long.MAX_VALUE, 7));

    assertThat(watch.allowsBids(now)).isTrue();
    assertThat(watch.allowsBids(now + millis(25L * 3_600_000))).isFalse();
  }

  private void sees(Sighting sighting) {
    source.willAnswerLater().complete(sighting);
    watch.look();
  }

  private void isUnanswered(String why) {
    source.willAnswerLater().fail(why);
    watch.look();
  }

  private static long millis(long millis) {
    return millis * 1_000_000;
  }

  private static final class FakeSource implements CanarySource {
    private final Deque<Promise<Sighting>> answers = new ArrayDeque<>();
    private int asked;

    Promise<Sighting> willAnswerLater() {
      Promise<Sighting> answer = Promise.promise();
      answers.add(answer);
      return answer;
    }

    @Override
    public Future<Sighting> look() {
      asked++;
      return answers.remove().future();
    }
  }
}
