package io.laminar.bidder.frequency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SeenBookTest {

  private static final long USER = 7;

  private final AtomicLong nanos = new AtomicLong();
  private final SeenBook book = new SeenBook(100, Duration.ofSeconds(5), nanos::get);

  @Test
  void doesNotKnowAUserUntilTheStoreHasAnsweredAndAsksOnce() {
    assertThat(book.find(USER)).isNull();
    assertThat(book.find(USER)).isNull();
    assertThat(book.takeAsked(10)).containsExactly(USER);

    book.loaded(USER, new History(List.of(seen("b1", 1_000))));

    assertThat(book.find(USER).count("c", "", 0)).isEqualTo(1);
    assertThat(book.takeAsked(10)).isEmpty();
  }

  @Test
  void countsABillOnceWhetherItIsToldHereOrByTheStore() {
    book.find(USER);
    book.add(USER, seen("b1", 1_000));
    book.add(USER, seen("b1", 1_000));
    book.loaded(USER, new History(List.of(seen("b1", 1_000), seen("b2", 2_000))));

    assertThat(book.find(USER).count("c", "", 0)).isEqualTo(2);
  }

  @Test
  void asksAgainForWhatIsOldAndUsesItMeanwhile() {
    book.find(USER);
    book.takeAsked(10);
    book.loaded(USER, new History(List.of(seen("b1", 1_000))));
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());

    assertThat(book.find(USER).count("c", "", 0)).isEqualTo(1);
    assertThat(book.takeAsked(10)).containsExactly(USER);
  }

  @Test
  void staysIgnorantAndAsksAgainWhenTheStoreDoesNotAnswer() {
    book.find(USER);
    List<Long> users = book.takeAsked(10);
    book.failed(users);

    assertThat(book.find(USER)).isNull();
    assertThat(book.takeAsked(10)).isEmpty();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(book.find(USER)).isNull();
    assertThat(book.takeAsked(10)).containsExactly(USER);
  }

  @Test
  void keepsWhatTheStoreCouldNotTake() {
    book.add(USER, seen("b1", 1_000));
    var sights = book.takeTold(10);
    assertThat(book.takeTold(10)).isEmpty();

    book.putBack(sights);

    assertThat(book.takeTold(10)).isEqualTo(sights);
    assertThat(book.lost()).isZero();
  }

  @Test
  void countsByCampaignCreativeAndTimeFromOneHistory() {
    var history =
        History.NOTHING
            .with(new Impression("c", "x", "b1", 1_000))
            .with(new Impression("c", "y", "b2", 2_000))
            .with(new Impression("d", "x", "b3", 3_000));

    assertThat(history.count("c", "", 0)).isEqualTo(2);
    assertThat(history.count("c", "x", 0)).isEqualTo(1);
    assertThat(history.count("c", "", 1_000)).isEqualTo(1);
    assertThat(history.count("e", "", 0)).isZero();
  }

  @Test
  void remembersABoundedNumberOfImpressionsTheNewest() {
    History history = History.NOTHING;
    for (int i = 1; i <= 500; i++) {
      history = history.with(seen("b" + i, i));
    }

    assertThat(history.impressions()).hasSize(200);
    assertThat(history.count("c", "", 499)).isEqualTo(1);
  }

  private static Impression seen(String bid, long atMillis) {
    return new Impression("c", "x", bid, atMillis);
  }
}
