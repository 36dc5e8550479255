package io.laminar.load.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.laminar.load.answer.Delivery;
import io.laminar.load.answer.OfferedBid;
import io.laminar.load.auction.Decision;
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
  private static final Duration RENDER_DELAY = Duration.ofMillis(400);
  private static final Duration BOTH = DELAY.plus(RENDER_DELAY);

  private static final NoticeReply TAKEN = new NoticeReply(200, "", "");

  private final ManualTime time = new ManualTime();
  private final TallyBook book = new TallyBook();
  private final List<String> sent = new ArrayList<>();

  @Test
  void tellsTheWinnerWhatItPaysAndBillsItAfterwards() {
    Notices notices = notices(0, 1, 100, this::ok);

    notices.tell("r1", List.of(won("b1")));
    time.run(BOTH);

    assertThat(sent)
        .containsExactly(
            "http://h/win?id=b1&price=1.2&auction=r1&min=1.21&mbr=0.8",
            "http://h/bill?id=b1&price=1.2");
    Counts counts = book.take().counts();
    assertThat(counts.wins()).isEqualTo(1);
    assertThat(counts.wonMicrosByCurrency()).containsExactly(Map.entry("USD", 1_200_000L));
    assertThat(counts.notices(NoticeKind.WIN)).isEqualTo(new NoticeCount(1, 0, 0));
    assertThat(counts.notices(NoticeKind.BILLING)).isEqualTo(new NoticeCount(1, 0, 0));
    assertThat(counts.billedMicrosByCurrency()).containsExactly(Map.entry("USD", 1_200_000L));
  }

  @Test
  void billsNothingThatWasNotShown() {
    Notices notices = notices(0, 0, 100, this::ok);

    notices.tell("r1", List.of(won("b1")));
    time.run(BOTH);

    assertThat(sent).singleElement().asString().contains("/win");
    assertThat(book.take().counts().billedMicros()).isZero();
  }

  @Test
  void tellsTheLossWithItsReason() {
    Notices notices = notices(1, 1, 100, this::ok);

    notices.tell("r1", List.of(lost("b1")));
    time.run(DELAY);

    assertThat(sent).containsExactly("http://h/loss?id=b1&why=102&min=2.01");
    assertThat(book.take().counts().notices(NoticeKind.LOSS).acknowledged()).isEqualTo(1);
  }

  @Test
  void tellsTheConfiguredSharesAfterDelaysThatVary() {
    Notices notices = notices(0.5, 0.3, 1_000_000, this::ok);

    for (int i = 0; i < 10_000; i++) {
      notices.tell("r" + i, List.of(won("b" + i), lost("c" + i)));
    }
    time.run(DELAY.dividedBy(2));
    long wins = sent.stream().filter(url -> url.contains("/win")).count();
    time.run(BOTH);

    Counts counts = book.take().counts();
    assertThat(wins / 1e4).isCloseTo(0.5, within(0.02));
    assertThat(counts.notices(NoticeKind.WIN).acknowledged()).isEqualTo(10_000);
    assertThat(counts.notices(NoticeKind.BILLING).acknowledged() / 1e4)
        .isCloseTo(0.3, within(0.02));
    assertThat(counts.notices(NoticeKind.LOSS).acknowledged() / 1e4).isCloseTo(0.5, within(0.02));
    assertThat(notices.waiting()).isZero();
  }

  @Test
  void countsWhatWasNotAcknowledgedAndBillsNothingForIt() {
    Notices notices =
        notices(
            0,
            1,
            100,
            url ->
                url.contains("/win")
                    ? Future.failedFuture("no answer in time")
                    : Future.succeededFuture(new NoticeReply(503, "", "")));

    notices.tell("r1", List.of(won("b1")));
    time.run(BOTH);

    Counts counts = book.take().counts();
    assertThat(counts.notices(NoticeKind.WIN)).isEqualTo(new NoticeCount(0, 1, 0));
    assertThat(counts.notices(NoticeKind.BILLING)).isEqualTo(new NoticeCount(0, 1, 0));
    assertThat(counts.billedMicros()).isZero();
    assertThat(counts.problems())
        .contains("win notice: no answer in time")
        .anyMatch(problem -> problem.startsWith("billing notice: answered with 503"));
  }

  @Test
  void showsAndBillsABidWithoutMarkupOnceItsMarkupCameWithTheWin() {
    List<Promise<NoticeReply>> answers = new ArrayList<>();
    Notices notices =
        notices(
            0,
            1,
            100,
            url -> {
              sent.add(url);
              answers.add(Promise.promise());
              return answers.get(answers.size() - 1).future();
            });

    notices.tell("r1", List.of(won("b1", Delivery.HTML)));
    time.run(BOTH);
    assertThat(sent).singleElement().asString().contains("/win");
    answers.get(0).complete(new NoticeReply(200, "text/html; charset=utf-8", "<a>b1</a>"));
    time.run(RENDER_DELAY);
    answers.get(1).complete(new NoticeReply(204, "", ""));

    assertThat(sent).hasSize(2).last().asString().contains("/bill?id=b1");
    Counts counts = book.take().counts();
    assertThat(counts.notices(NoticeKind.WIN)).isEqualTo(new NoticeCount(1, 0, 0));
    assertThat(counts.notices(NoticeKind.BILLING)).isEqualTo(new NoticeCount(1, 0, 0));
    assertThat(notices.waiting()).isZero();
  }

  @Test
  void billsNothingWhoseMarkupDidNotComeOrIsOfAnotherKind() {
    Notices notices =
        notices(
            0,
            1,
            100,
            url -> {
              sent.add(url);
              return Future.succeededFuture(
                  new NoticeReply(200, "text/html", url.contains("b1") ? "" : "<a>b2</a>"));
            });

    notices.tell("r1", List.of(won("b1", Delivery.HTML), won("b2", Delivery.XML)));
    time.run(BOTH);

    assertThat(sent).hasSize(2).allMatch(url -> url.contains("/win"));
    Counts counts = book.take().counts();
    assertThat(counts.notices(NoticeKind.WIN)).isEqualTo(new NoticeCount(0, 2, 0));
    assertThat(counts.problems())
        .contains(
            "win notice: no markup came", "win notice: markup must be XML, came as \"text/html\"");
  }

  @Test
  void sendsNoMoreThanMayWait() {
    List<Promise<NoticeReply>> answers = new ArrayList<>();
    Notices notices =
        notices(
            0,
            1,
            3,
            url -> {
              answers.add(Promise.promise());
              return answers.get(answers.size() - 1).future();
            });

    notices.tell("r1", List.of(won("b1"), won("b2"), won("b3")));
    time.run(BOTH);

    assertThat(answers).hasSize(3);
    assertThat(notices.waiting()).isEqualTo(3);
    answers.forEach(answer -> answer.complete(TAKEN));
    assertThat(notices.waiting()).isZero();
    Counts counts = book.take().counts();
    assertThat(counts.notices(NoticeKind.WIN)).isEqualTo(new NoticeCount(2, 0, 1));
    assertThat(counts.notices(NoticeKind.BILLING)).isEqualTo(new NoticeCount(1, 0, 2));
  }

  @Test
  void staysSilentWhereTheBidderGaveNoUrl() {
    Notices notices = notices(1, 1, 100, this::ok);
    var silent = new OfferedBid("b", "i", "", "", "USD", 1, "", "", "", Delivery.IN_BID);

    notices.tell("r1", List.of(new Decision(silent, 1, 0, 1), new Decision(silent, 1, 102, 1)));
    time.run(BOTH);

    assertThat(sent).isEmpty();
    assertThat(notices.waiting()).isZero();
  }

  private Future<NoticeReply> ok(String url) {
    sent.add(url);
    return Future.succeededFuture(TAKEN);
  }

  private Notices notices(
      double lossShare, double renderShare, int maxWaiting, NoticeSender sender) {
    return new Notices(
        new NoticeRules(
            lossShare, renderShare, DELAY.toNanos(), RENDER_DELAY.toNanos(), maxWaiting),
        sender,
        time,
        new SplittableRandom(1),
        book);
  }

  private static Decision won(String id) {
    return won(id, Delivery.IN_BID);
  }

  private static Decision won(String id, Delivery delivery) {
    return new Decision(bid(id, delivery), 1_200_000, 0, 1_210_000);
  }

  private static Decision lost(String id) {
    return new Decision(bid(id, Delivery.IN_BID), 2_000_000, 102, 2_010_000);
  }

  private static OfferedBid bid(String id, Delivery delivery) {
    return new OfferedBid(
        id,
        "i1",
        "seat",
        "ad",
        "USD",
        1_500_000,
        "http://h/win?id=${AUCTION_BID_ID}&price=${AUCTION_PRICE}&auction=${AUCTION_ID}"
            + "&min=${AUCTION_MIN_TO_WIN}&mbr=${AUCTION_MBR}",
        "http://h/bill?id=${AUCTION_BID_ID}&price=${AUCTION_PRICE}",
        "http://h/loss?id=${AUCTION_BID_ID}&why=${AUCTION_LOSS}&min=${AUCTION_MIN_TO_WIN}",
        delivery);
  }
}
