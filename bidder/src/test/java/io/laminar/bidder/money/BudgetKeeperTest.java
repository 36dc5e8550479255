package io.laminar.bidder.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.laminar.bidder.campaign.CampaignBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BudgetKeeperTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LEASE = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicBoolean away = new AtomicBoolean();
  private final List<BudgetLedger.Rest> returned = new CopyOnWriteArrayList<>();
  private final ProcessLedger ledger =
      new ProcessLedger(
          new Tenure(LEASE, Duration.ofSeconds(60), Duration.ofSeconds(10)), () -> 0L);
  private final BudgetBook book = new BudgetBook();
  private Budget budget;

  @BeforeEach
  void makeABudget() {
    budget = book.of(new CampaignBuilder("a").bidMicros(1_000_000).budgetMicros(1_000_000).build());
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void hasMoneyWhenItHasStartedAndBringsMoreBeforeItIsGone() {
    start();
    assertThat(budget.has(1_000_000, nanos.get())).isTrue();

    // 600 bids are more than the first slice of 200 holds.
    for (int i = 0; i < 600; i++) {
      await()
          .pollDelay(Duration.ZERO)
          .atMost(PATIENCE)
          .until(() -> budget.reserve(1_000_000, nanos.get()) != Budget.NOT_RESERVED);
      if (budget.leftNanos(nanos.get()) < 50_000_000) {
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
      }
    }
    assertThat(budget.limit()).isEqualTo(Limit.NONE);
  }

  @Test
  void stopsWithTheLeaseWhileTheLedgerIsAwayAndGoesOnWithIt() {
    BudgetKeeper keeper = start();
    away.set(true);
    assertThat(budget.reserve(1_000_000, nanos.get())).isPositive();

    nanos.addAndGet(LEASE.toNanos());
    assertThat(budget.reserve(1_000_000, nanos.get())).isEqualTo(Budget.NOT_RESERVED);
    await().atMost(PATIENCE).until(() -> keeper.trouble().isPresent());
    assertThat(keeper.trouble().orElseThrow()).contains("the ledger is away");
    assertThat(budget.limit()).isEqualTo(Limit.UNKNOWN);
    assertThat(keeper.failures()).isPositive();

    away.set(false);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              nanos.addAndGet(Duration.ofSeconds(1).toNanos());
              return budget.reserve(1_000_000, nanos.get()) != Budget.NOT_RESERVED;
            });
    assertThat(keeper.trouble()).isEmpty();
  }

  @Test
  void givesBackWhatIsLeftWhenItStops() {
    start();
    budget.reserve(1_000_000, nanos.get());

    vertx.deploymentIDs().forEach(id -> vertx.undeploy(id).await());

    assertThat(returned).extracting(BudgetLedger.Rest::nanos).containsExactly(199_000_000L);
    assertThat(budget.reserve(1_000_000, nanos.get())).isEqualTo(Budget.NOT_RESERVED);
  }

  @Test
  void doesNotStartWithoutTheKeyThatItNeeds() {
    away.set(true);
    var keeper = new BudgetKeeper(book, new Ledger(), LEASE, true, nanos::get);

    assertThatThrownBy(() -> vertx.deployVerticle(keeper).await())
        .hasMessageContaining("the ledger is away");
  }

  private BudgetKeeper start() {
    var keeper = new BudgetKeeper(book, new Ledger(), LEASE, true, nanos::get);
    vertx.deployVerticle(keeper).await();
    assertThat(keeper.key()).hasSize(32);
    return keeper;
  }

  /** A ledger that can be away. */
  private final class Ledger implements BudgetLedger {

    @Override
    public Future<List<Grant>> draw(String holder, List<Wish> wishes) {
      return away.get() ? absent() : ledger.draw(holder, wishes);
    }

    @Override
    public Future<Void> giveBack(String holder, List<Rest> rests) {
      returned.addAll(rests);
      return away.get() ? absent() : ledger.giveBack(holder, rests);
    }

    @Override
    public Future<byte[]> key() {
      return away.get() ? absent() : ledger.key();
    }

    @Override
    public Future<Void> close() {
      return ledger.close();
    }

    private <T> Future<T> absent() {
      return Future.failedFuture("the ledger is away");
    }
  }
}
