package io.laminar.load.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.laminar.load.answer.OfferedBid;
import io.laminar.load.tally.Counts;
import io.laminar.load.tally.NoticeCount;
import io.laminar.load.tally.NoticeKind;
import io.laminar.load.tally.TallyBook;
import io.laminar.load.time.ManualTime;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NoticesTest {

  private static final Duration DELAY = Duration.ofMillis(200);

  private final ManualTime time = new ManualTime();
  private final TallyBook book = new TallyBook();
  private final List<String> sent = new ArrayList<>();

  @Test
  void tellsWinAndBillingToTheWinner() {
    Notices notices = notices(1, 0, 100, this::ok);

    notices.auction("r1", List.of(bid("b1", "i1")));
    time.run(DELAY);

    assertThat(sent)
        .containsExactlyInAnyOrder(
            "http://h/win?id=b1&price=1.5&auction=r1", "http://h/bill?id=b1&price=1.5");
    Counts counts = book.take().counts();
    assertThat(counts.notices(NoticeKind.WIN)).isEqualTo(new NoticeCount(1, 0, 0));
    assertThat(counts.notices(NoticeKind.BILLING)).isEqualTo(new NoticeCount(1, 0, 0));
    assertThat(counts.billedMicrosByCurrency()).containsExactly(Map.entry("USD", 1_500_000L));
  }

  @Test
  void tellsTheLossWithItsReasonToSomeOfTheOthers() {
    Notices notices = notices(0, 1, 100, this::ok);

    notices.auction("r1", List.of(bid("b1", "i1")));
    time.run(DELAY);

    assertThat(sent).containsExactly("http://h/loss?id=b1&why=102");
    assertThat(book.take().counts().notices(NoticeKind.LOSS).acknowledged()).isEqualTo(1);
  }

  @Test
  void sellsAnImpressionOnlyOnce() {
    Notices notices = notices(1, 0, 100, this::ok);

    notices.auction("r1", List.of(bid("b1", "i1"), bid("b2", "i1"), bid("b3", "i2")));
    time.run(DELAY);

    assertThat(sent).filteredOn(url -> url.contains("/win")).hasSize(2);
    assertThat(sent).noneMatch(url -> url.contains("b2"));
  }

  @Test
  void letsTheConfiguredShareWinAfterDelaysThatVary() {
    Notices notices = notices(0.3, 0.5, 1_000_000, this::ok);

    for (int i = 0; i < 10_000; i++) {
      notices.auction("r" + i, List.of(bid("b" + i, "i1")));
    }
    time.run(DELAY.dividedBy(2));
    int half = sent.size();
    time.run(DELAY.dividedBy(2));

    Counts counts = book.take().counts();
    assertThat(counts.notices(NoticeKind.WIN).acknowledged() / 1e4).isCloseTo(0.3, within(0.02));
    assertThat(counts.notices(NoticeKind.LOSS).acknowledged() / 1e4).isCloseTo(0.35, within(0.02));
    assertThat((double) half / sent.size()).isCloseTo(0.5, within(0.02));
    assertThat(notices.waiting()).isZero();
  }

  @Test
  void countsWhatWasNotAcknowledgedAndBillsNothingForIt() {
    Notices notices =
        notices(
            1,
            0,
            100,
            url ->
                url.contains("/win")
                    ? Future.failedFuture("no answer in time")
                    : Future.succeededFuture(503));

    notices.auction("r1", List.of(bid("b1", "i1")));
    time.run(DELAY);

    Counts counts = book.take().counts();
    assertThat(counts.notices(NoticeKind.WIN)).isEqualTo(new NoticeCount(0, 1, 0));
    assertThat(counts.notices(NoticeKind.BILLING)).isEqualTo(new NoticeCount(0, 1, 0));
    assertThat(counts.billedMicros()).isZero();
    assertThat(counts.problems())
        .contains("win notice: no answer in time")
        .anyMatch(problem -> problem.startsWith("billing notice: answered with 503"));
  }

  @Test
  void sendsNoMoreThanMayWait() {
    List<Promise<Integer>> answers = new ArrayList<>();
    Notices notices =
        notices(
            1,
            0,
            3,
            url -> {
              answers.add(Promise.promise());
              return answers.get(answers.size() - 1).future();
            });

    notices.auction("r1", List.of(bid("b1", "i1"), bid("b2", "i2"), bid("b3", "i3")));
    time.run(DELAY);

    assertThat(answers).hasSize(3);
    assertThat(notices.waiting()).isEqualTo(3);
    answers.forEach(answer -> answer.complete(200));
    assertThat(notices.waiting()).isZero();
    Counts counts = book.take().counts();
    assertThat(counts.notices(NoticeKind.WIN)).isEqualTo(new NoticeCount(2, 0, 1));
    assertThat(counts.notices(NoticeKind.BILLING)).isEqualTo(new NoticeCount(1, 0, 2));
  }

  @Test
  void staysSilentWhereTheBidderGaveNoUrl() {
    Notices notices = notices(1, 1, 100, this::ok);

    notices.auction("r1", List.of(new OfferedBid("b", "i", "", "", "USD", 1, "", "", "")));
    time.run(DELAY);

    assertThat(sent).isEmpty();
    assertThat(notices.waiting()).isZero();
  }

  private Future<Integer> ok(String url) {
    sent.add(url);
    return Future.succeededFuture(200);
  }

  private Notices notices(double winShare, double lossShare, int maxWaiting, NoticeSender sender) {
    return new Notices(
        new NoticeRules(winShare, lossShare, DELAY.toNanos(), maxWaiting),
        sender,
        time,
        new SplittableRandom(1),
        book);
  }

  private static OfferedBid bid(String id, String impId) {
    return new OfferedBid(
        id,
        impId,
        "seat",
        "ad",
        "USD",
        1_500_000,
        "http://h/win?id=${AUCTION_BID_ID}&price=${AUCTION_PRICE}&auction=${AUCTION_ID}",
        "http://h/bill?id=${AUCTION_BID_ID}&price=${AUCTION_PRICE}",
        "http://h/loss?id=${AUCTION_BID_ID}&why=${AUCTION_LOSS}");
  }
}
