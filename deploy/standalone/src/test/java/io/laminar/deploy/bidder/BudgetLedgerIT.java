package io.laminar.deploy.bidder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.laminar.bidder.campaign.Pacing;
import io.laminar.bidder.money.Account;
import io.laminar.bidder.money.BudgetLedger;
import io.laminar.bidder.money.BudgetLedger.Grant;
import io.laminar.bidder.money.BudgetLedger.Rest;
import io.laminar.bidder.money.BudgetLedger.Wish;
import io.laminar.bidder.money.Limit;
import io.laminar.bidder.money.PostgresBudgetLedger;
import io.laminar.bidder.money.Tenure;
import io.laminar.bidder.money.Terms;
import io.laminar.deploy.servers.EmbeddedPostgres;
import io.laminar.deploy.testkit.TestServers;
import io.laminar.stats.StatsOptions;
import io.laminar.stats.StatsService;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many bidders draw from one ledger in PostgreSQL. */
final class BudgetLedgerIT {

  private static final String TOPIC = "budget-ledger-it";
  private static final long BUDGET = 1_000_000_000;
  private static final long UNIT = 1_000_000;
  private static final Tenure TENURE =
      new Tenure(Duration.ofSeconds(15), Duration.ofSeconds(330), Duration.ofSeconds(60));

  private static final EmbeddedPostgres POSTGRES = TestServers.ownPostgres();
  private static final Vertx VERTX = Vertx.vertx();
  private static Pool sql;

  @BeforeAll
  static void makeTheTablesOfTheStatistics() {
    var configuration =
        Rig.configuration(
            Map.of(
                "redis",
                TestServers.redis(),
                "postgres",
                POSTGRES.address(),
                "kafka",
                TestServers.kafka(),
                "queue.topic",
                TOPIC));
    StatsService stats = StatsService.start(VERTX, StatsOptions.from(configuration)).await();
    sql =
        PgBuilder.pool()
            .connectingTo(PgConnectOptions.fromUri(POSTGRES.address()))
            .with(new PoolOptions().setMaxSize(1))
            .using(VERTX)
            .build();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> number("SELECT count(*) FROM stats_position WHERE topic = '" + TOPIC + "'") > 0);
    stats.close().await(); // from now on the test says what is counted
  }

  @AfterAll
  static void stop() {
    VERTX.close().await();
    POSTGRES.stop();
  }

  @Test
  void neverLetsBiddersDrawMoreThanTheBudgetHoweverTheyMeet() {
    List<Bidder> bidders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      bidders.add(new Bidder("meet-" + i));
    }
    List<Future<List<Grant>>> draws = new ArrayList<>();
    for (int round = 0; round < 12; round++) {
      for (Bidder bidder : bidders) {
        draws.add(bidder.drawLater("meet", BUDGET));
      }
    }

    long drawn = 0;
    for (Future<List<Grant>> draw : draws) {
      drawn += draw.await().get(0).nanos();
    }

    assertThat(drawn).isEqualTo(BUDGET);
    assertThat(held("meet")).isEqualTo(BUDGET);
    Grant last = bidders.get(0).draw("meet", BUDGET);
    assertThat(last.nanos()).isZero();
    assertThat(last.limit()).isEqualTo(Limit.HELD);
    bidders.forEach(Bidder::close);
  }

  @Test
  void beginsWithWhatTheStatisticsSayWasSpent() {
    bill("spent", "now()", 300_000_000);
    bill("spent", "now() - interval '3 days'", 50_000_000);
    try (var bidder = new Bidder("spent-1")) {
      Grant grant = bidder.draw("spent", BUDGET);

      assertThat(grant.account().spentTodayNanos()).isEqualTo(300_000_000);
      assertThat(grant.account().spentNanos()).isEqualTo(350_000_000);
      assertThat(grant.nanos()).isEqualTo((BUDGET - 300_000_000) / 4);
    }
  }

  @Test
  void holdsWhatWasDrawnUntilEveryPartitionIsCountedUpToThen() {
    try (var bidder = new Bidder("settle-1")) {
      Grant first = bidder.draw("settle", BUDGET);
      assertThat(first.nanos()).isEqualTo(BUDGET / 4);

      count(first.settledMillis() - 1);
      assertThat(bidder.draw("settle", UNIT).account().heldNanos()).isEqualTo(BUDGET / 4);
      forgetOnePartition();
      assertThat(bidder.draw("settle", UNIT).account().heldNanos())
          .isGreaterThanOrEqualTo(BUDGET / 4);
      count(first.settledMillis() + 1);

      assertThat(bidder.draw("settle", UNIT).account().heldNanos()).isLessThan(BUDGET / 4);
    } finally {
      sql.query("DELETE FROM stats_beat WHERE sender = 'budget-it'").execute().await();
    }
  }

  @Test
  void drawsAgainWhatLostBidsGaveBackToTheirDrawAndNoMoreThanItHolds() {
    try (var bidder = new Bidder("lost-1")) {
      Grant first = bidder.draw("lost", BUDGET);
      long heldNanos = held("lost");

      release("lost", first.settledMillis(), 3 * UNIT);
      assertThat(bidder.draw("lost", UNIT).account().heldNanos()).isEqualTo(heldNanos - 3 * UNIT);
      release("lost", first.settledMillis() - 5_000, 100 * UNIT); // of a draw that is forgotten
      Grant later = bidder.draw("lost", UNIT);
      assertThat(later.account().heldNanos()).isEqualTo(heldNanos - 2 * UNIT);
      release("lost", first.settledMillis(), BUDGET);
      Account last = bidder.draw("lost", UNIT).account();

      // What was drawn after the others may be of another instant, and then is held for itself.
      assertThat(last.heldNanos()).isBetween(0L, 2 * UNIT);
    }
  }

  @Test
  void takesBackWhatIsLeftAtOnceAndNoMoreThanWasDrawn() {
    try (var bidder = new Bidder("rest-1");
        var other = new Bidder("rest-2")) {
      Grant grant = bidder.draw("rest", BUDGET);
      long kept = 10 * UNIT;

      other.giveBack(new Rest("rest", grant.settledMillis(), grant.nanos()));
      assertThat(held("rest")).isEqualTo(grant.nanos());
      bidder.giveBack(new Rest("rest", grant.settledMillis(), grant.nanos() - kept));
      assertThat(held("rest")).isEqualTo(kept);
      bidder.giveBack(new Rest("rest", grant.settledMillis(), grant.nanos()));
      assertThat(held("rest")).isEqualTo(kept);
    }
  }

  @Test
  void drawsForManyCampaignsAtOnce() {
    try (var bidder = new Bidder("many-1")) {
      List<Wish> wishes = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        wishes.add(wish("many-" + i, UNIT));
      }
      Collections.reverse(wishes);

      List<Grant> grants = bidder.call(() -> bidder.ledger.draw(bidder.holder, wishes));

      assertThat(grants).hasSize(300).allMatch(grant -> grant.nanos() == UNIT);
    }
  }

  @Test
  void keepsOneKeyForAll() {
    try (var one = new Bidder("key-1");
        var other = new Bidder("key-2")) {
      byte[] key = one.call(one.ledger::key);

      assertThat(key).hasSize(32);
      assertThat(other.call(other.ledger::key)).isEqualTo(key);
    }
  }

  @Test
  void failsWithTheServersNameWhenItIsAway() {
    try (var bidder = new Bidder("away-1", "postgresql://u:secret@127.0.0.1:1/db")) {
      assertThatThrownBy(() -> bidder.draw("away", UNIT))
          .hasMessageContaining("127.0.0.1:1/db")
          .hasMessageNotContaining("secret");
    }
  }

  private static Wish wish(String campaign, long nanos) {
    return new Wish(new Terms(campaign, BUDGET, Long.MAX_VALUE, Pacing.ASAP, UNIT), nanos);
  }

  private static void bill(String campaign, String hour, long micros) {
    sql.query(
            "INSERT INTO stats_hour AS hours"
                + " (hour, fact, subject, creative, deal, exchange, total, price_micros)"
                + " VALUES (date_trunc('hour', %s, 'UTC'), 'BILLING', '%s', '', '', '', 1, %d)"
                    .formatted(hour, campaign, micros)
                + " ON CONFLICT (hour, fact, subject, creative, deal, exchange) DO UPDATE"
                + " SET price_micros = hours.price_micros + excluded.price_micros")
        .execute()
        .await();
  }

  private static void release(String campaign, long settledMillis, long nanos) {
    sql.query(
            "INSERT INTO stats_release AS known (campaign_id, settled_millis, nanos) VALUES ('%s', %d, %d)"
                    .formatted(campaign, settledMillis, nanos)
                + " ON CONFLICT (campaign_id, settled_millis)"
                + " DO UPDATE SET nanos = known.nanos + excluded.nanos")
        .execute()
        .await();
  }

  /** A sender's word has come out of every partition. */
  private static void count(long millis) {
    sql.query(
            "INSERT INTO stats_beat (topic_id, sender, part, sent_millis, leaving, seen_at)"
                + " SELECT topic_id, 'budget-it', part, "
                + millis
                + ", false, now() FROM stats_position"
                + " ON CONFLICT (topic_id, sender, part) DO UPDATE"
                + " SET sent_millis = excluded.sent_millis, seen_at = excluded.seen_at")
        .execute()
        .await();
  }

  private static void forgetOnePartition() {
    sql.query(
            "DELETE FROM stats_beat AS beat USING stats_position AS position"
                + " WHERE beat.topic_id = position.topic_id AND beat.part = 0"
                + " AND beat.sender = 'budget-it' AND position.topic = '"
                + TOPIC
                + "'")
        .execute()
        .await();
  }

  private static long held(String campaign) {
    return number(
        "SELECT coalesce(sum(nanos), 0)::bigint FROM money_hold WHERE campaign_id = '"
            + campaign
            + "'");
  }

  private static long number(String query) {
    return sql.query(query).execute().await().iterator().next().getLong(0);
  }

  /** A ledger on an event loop of its own. */
  private static final class Bidder implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final String holder;
    private final BudgetLedger ledger;

    Bidder(String holder) {
      this(holder, POSTGRES.address());
    }

    Bidder(String holder, String uri) {
      this.holder = holder;
      this.ledger = new PostgresBudgetLedger(vertx, uri, TOPIC, TENURE, Duration.ofSeconds(30));
    }

    Grant draw(String campaign, long nanos) {
      return drawLater(campaign, nanos).await().get(0);
    }

    Future<List<Grant>> drawLater(String campaign, long nanos) {
      return later(() -> ledger.draw(holder, List.of(wish(campaign, nanos))));
    }

    void giveBack(Rest rest) {
      call(() -> ledger.giveBack(holder, List.of(rest)));
    }

    <T> T call(Callable<Future<T>> question) {
      return later(question).await();
    }

    private <T> Future<T> later(Callable<Future<T>> question) {
      Promise<T> answer = Promise.promise();
      context.runOnContext(
          here -> {
            try {
              question.call().onComplete(answer);
            } catch (Exception e) {
              answer.fail(e);
            }
          });
      return answer.future();
    }

    @Override
    public void close() {
      call(ledger::close);
      vertx.close().await();
    }
  }
}
