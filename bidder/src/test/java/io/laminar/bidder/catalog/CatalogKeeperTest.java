package io.laminar.bidder.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.bidder.auction.CampaignIndex;
import io.laminar.bidder.auction.Market;
import io.laminar.bidder.campaign.Campaign;
import io.laminar.bidder.frequency.SeenBook;
import io.laminar.bidder.money.BudgetBook;
import io.laminar.bidder.notice.NoticeKeys;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogKeeperTest {

  private static final String FILE =
      """
      currency: USD
      seat: laminar
      campaigns:
        - id: suv
          advertiser: Aurora Motors
          domain: aurora.example
          categories: [IAB2-2]
          bid-cpm: 2
          floor-cpm: 1
          daily-budget: 500
          creatives:
            - id: box
              type: banner
              landing: https://aurora.example/suv
              size: 300x250
              markup: <a href="${CLICK_URL}">SUV</a>
      """;

  /** No look comes by itself while a test runs: tests look when they want. */
  private static final Duration NEVER = Duration.ofHours(1);

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private Path file;
  private int written;
  private CatalogKeeper keeper;
  private Market market;

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void takesAChangedFileIntoUseAsAWhole() throws IOException {
    start(FILE);
    CampaignIndex before = market.index();

    keeper.refresh().await();
    assertThat(market.index()).isSameAs(before);
    write(FILE.replace("bid-cpm: 2", "bid-cpm: 3").replace("id: suv", "id: van"));
    keeper.refresh().await();

    assertThat(market.campaigns().campaigns()).extracting(Campaign::id).containsExactly("van");
    assertThat(keeper.status().installed()).isEqualTo(2);
    assertThat(keeper.problem()).isEmpty();
  }

  @Test
  void leavesTheSetBeforeInUseWhenTheFileIsBrokenAndSaysWhy() throws IOException {
    start(FILE);
    CampaignIndex before = market.index();

    write(FILE.replace("bid-cpm: 2", "bid-cpm: much").replace("size: 300x250", "size: big"));
    keeper.refresh().await();

    assertThat(market.index()).isSameAs(before);
    assertThat(keeper.problem().orElseThrow())
        .contains(":8: campaign suv: bid-cpm must be a number")
        .contains(":15: campaign suv, creative box: size must be width and height");
    assertThat(keeper.status().refused()).isEqualTo(1);

    keeper.refresh().await(); // it is still broken, which is no news
    assertThat(keeper.status().refused()).isEqualTo(1);
    assertThat(keeper.problem()).isPresent();

    write(FILE.replace("bid-cpm: 2", "bid-cpm: 4"));
    keeper.refresh().await();
    assertThat(keeper.problem()).isEmpty();
    assertThat(market.index()).isNotSameAs(before);
  }

  @Test
  void goesOnWhenTheFileIsGoneAndTakesItWhenItIsBack() throws IOException {
    start(FILE);

    Files.delete(file);
    keeper.refresh().await();
    assertThat(keeper.problem().orElseThrow()).contains("cannot be read");
    assertThat(market.campaigns().campaigns()).hasSize(1);

    write(FILE.replace("id: suv", "id: van"));
    keeper.refresh().await();
    assertThat(keeper.problem()).isEmpty();
    assertThat(market.campaigns().find("van")).isPresent();
  }

  @Test
  void doesNotChangeCurrencyOrSeatWhileItRuns() throws IOException {
    start(FILE);

    write(FILE.replace("currency: USD", "currency: EUR"));
    keeper.refresh().await();

    assertThat(keeper.problem().orElseThrow()).contains("currency and seat cannot change");
    assertThat(market.campaigns().currency()).isEqualTo("USD");
  }

  @Test
  void doesNotStartWithAFileThatIsBroken() {
    assertThatThrownBy(() -> start("campaigns: 7"))
        .hasMessageContaining("campaigns must be a list")
        .hasMessageContaining("currency is missing");
  }

  private void start(String text) throws IOException {
    file = folder.resolve("campaigns.yaml");
    write(text);
    var budgets = new BudgetBook();
    keeper = new CatalogKeeper(new FileSource(vertx, file), budgets, NEVER, () -> 1L);
    vertx.deployVerticle(keeper).await();
    market =
        new Market(
            keeper.first(),
            new SeenBook(10, Duration.ofHours(1), System::nanoTime),
            NoticeKeys.parse("sixteen bytes or more"));
    keeper.use(market);
  }

  /** Puts a file in place as one should: another file, by renaming. */
  private void write(String text) throws IOException {
    Path next = Files.writeString(folder.resolve("next-" + written++), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
