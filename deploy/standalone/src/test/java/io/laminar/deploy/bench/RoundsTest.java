package io.laminar.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundsTest {

  private static final Machine MACHINE =
      new Machine("a processor", 2, "Linux", "a JVM", "a collector", 1_024, "5");
  private static final Meters ANSWERS = new Meters(Map.of("requests outcome=bid", 500L));

  private static final List<BidderRounds.Half> HALVES =
      List.of(
          new BidderRounds.Half(
              new PacedReport(30, 30, 1, 5.5, List.of()),
              new PacedReport(40, 39, 1, 3, List.of("it was behind"))));
  private static final CacheRoom ROOM = new CacheRoom(1_000, 400, 300 << 20, 310 << 20, 900 << 20);

  private static BidderRounds.Round round(double bare, double bidder, long broken) {
    return new BidderRounds.Round(
        new BidderRounds.Side(new LoadReport(bare, 1_000, 0.5, 5, 0, 0), 15_000_000, 4_096_000),
        new BidderRounds.Side(
            new LoadReport(bidder, 1_000, 1, 8, broken, 0), 20_000_000, 5_120_000),
        new BidderRounds.Side(
            new LoadReport(bidder + 20, 1_000, 1, 8, 0, 0), 18_000_000, 5_000_000),
        ANSWERS,
        2.5);
  }

  @Test
  void comparesTheBidderWithTheBareServerOfTheSameRound() {
    var rounds =
        new BidderRounds(
            MACHINE,
            Map.of("profiles", "none"),
            List.of(round(100, 60, 0), round(50, 35, 0), round(100, 65, 0)),
            HALVES,
            ROOM);

    assertThat(rounds.ratio()).isEqualTo(new Spread(0.65, 0.6, 0.7));
    assertThat(rounds.work()).isEqualTo(new Spread(0.75, 0.75, 0.75));
    assertThat(rounds.isSound()).isTrue();
    assertThat(rounds.text())
        .contains("0.65 (0.60..0.70)", "a processor, 2 cores", "requests outcome=bid", "50.0 %")
        .doesNotContain("NOT SOUND");
    JsonObject json = rounds.toJson();
    assertThat(json.getJsonObject("ratio").getDouble("median")).isEqualTo(0.65);
    assertThat(json.getJsonArray("rounds")).hasSize(3);
  }

  @Test
  void saysWhichOfTheBiddersGoalsAreMet() {
    var rounds = new BidderRounds(MACHINE, Map.of(), List.of(round(100, 60, 0)), HALVES, ROOM);

    assertThat(rounds.text())
        .contains(
            "goal: b / a at least 0.65: missed, 0.60",
            "goal: c / a at least 0.75: met, 0.80",
            "p99 at half the rate, ms at most 5.0: missed, 5.50",
            "heap for a request, KB at most 6.0: met, 5.00",
            "resident besides cached profiles at most 700 MB: met, 600 MB",
            "NOT VALID in some round: it was behind");
    assertThat(rounds.toJson().getJsonArray("goals").getJsonObject(0).getBoolean("met")).isFalse();
    assertThat(rounds.toJson().getJsonObject("memory").getLong("besidesBytes"))
        .isEqualTo(600L << 20);
  }

  @Test
  void countsAProfileOfExactlyTheBytesThatItNames() {
    assertThat(CacheRoom.profile("user-0000000001").length()).isEqualTo(400);
  }

  @Test
  void doesNotPassOverRequestsWithoutAnAnswer() {
    var rounds = new BidderRounds(MACHINE, Map.of(), List.of(round(100, 60, 1)), HALVES, ROOM);

    assertThat(rounds.isSound()).isFalse();
    assertThat(rounds.text()).contains("NOT SOUND");
    assertThat(rounds.toJson().getBoolean("sound")).isFalse();
  }

  private static StoreRounds storeRounds(BenchEngine engine) {
    return new StoreRounds(new StorePlace(engine, "unused", engine.title()), 2_000);
  }

  @Test
  void holdsJoinedGetsAgainstBothWaysToUseTheClient() {
    StoreRounds rounds = storeRounds(BenchEngine.REDIS);
    rounds.add(StoreMeasure.RAW_POOLED, 50);
    rounds.add(StoreMeasure.RAW_PIPELINED, 100);
    rounds.add(StoreMeasure.JOINED, 150);

    assertThat(String.join("\n", rounds.lines()))
        .contains("Redis, 2,000 entries")
        .contains("3.00 (3.00..3.00) × raw get, pooled; 1.50 (1.50..1.50) × raw get, pipelined");
    JsonObject joined = rounds.toJson().getJsonObject("measures").getJsonObject("get-joined");
    assertThat(joined.getJsonObject("ratioTo").getJsonObject("raw-pooled").getDouble("median"))
        .isEqualTo(3);
  }

  @Test
  void holdsAStoreAgainstThePoolWhereItsClientCannotPipeline() {
    StoreRounds rounds = storeRounds(BenchEngine.DYNAMODB);
    rounds.add(StoreMeasure.RAW_POOLED, 50);
    rounds.add(StoreMeasure.PUT, 25);

    assertThat(rounds.lines())
        .anyMatch(line -> line.contains("0.50 (0.50..0.50) × raw get, pooled"));
  }

  @Test
  void saysWhichGoalsAreMetMissedAndNotComparable() {
    StoreRounds met = storeRounds(BenchEngine.REDIS);
    met.add(StoreMeasure.RAW_POOLED, 100);
    met.add(StoreMeasure.JOINED, 150);
    met.add(StoreMeasure.RAW_SINGLE, 100);
    met.add(StoreMeasure.SINGLE, 89);
    StoreRounds alone = storeRounds(BenchEngine.COUCHBASE);
    alone.add(StoreMeasure.JOINED, 150);

    assertThat(met.lines())
        .contains(
            "  goal: get, joined at least 1.5 × raw get, pooled: met, 1.50 (1.50..1.50)",
            "  goal: get, one at a time at least 0.9 × raw get, one at a time: missed,"
                + " 0.89 (0.89..0.89)");
    assertThat(met.toJson().getJsonArray("goals").getJsonObject(1).getString("outcome"))
        .isEqualTo("missed");
    assertThat(alone.lines())
        .contains(
            "  goal: get, joined at least 1.5 × raw get, pooled: not comparable, one of them was"
                + " not measured");
  }

  @Test
  void leavesOutAndNamesWhatFailedInAnyRound() {
    StoreRounds rounds = storeRounds(BenchEngine.COUCHBASE);
    rounds.add(StoreMeasure.SCAN, 10);
    rounds.fail(StoreMeasure.SCAN, "cannot scan");

    assertThat(rounds.hasFailed(StoreMeasure.SCAN)).isTrue();
    assertThat(rounds.lines()).contains("  scan, entries: not measured: cannot scan");
    assertThat(rounds.toJson().getJsonObject("notMeasured").getString("scan"))
        .isEqualTo("cannot scan");
  }

  @Test
  void holdsEachCopyAgainstTheRawOneOfTheSameRound() {
    var rounds = new CopyRounds(CopyPair.named("redis-postgres").orElseThrow());
    rounds.raw().addAll(List.of(100_000.0, 50_000.0, 80_000.0));
    rounds.ours().addAll(List.of(60_000.0, 45_000.0, 40_000.0));

    assertThat(rounds.ratio()).isEqualTo(new Spread(0.6, 0.5, 0.9));
    assertThat(rounds.lines())
        .contains("Redis → PostgreSQL")
        .anyMatch(line -> line.contains("0.60 (0.50..0.90) × raw clients"))
        .anyMatch(
            line ->
                line.contains("at least 0.7 × raw clients: missed; above 50,000 a second: missed"));
    JsonObject json = rounds.toJson();
    assertThat(json.getJsonObject("goals").getString("ratioOutcome")).isEqualTo("missed");
    assertThat(json.getJsonObject("copier").getJsonArray("rounds")).hasSize(3);
  }

  @Test
  void saysThatACopyReachedItsGoals() {
    var rounds = new CopyRounds(CopyPair.USUAL.get(0));
    rounds.raw().addAll(List.of(100_000.0, 100_000.0, 100_000.0));
    rounds.ours().addAll(List.of(70_000.0, 70_000.0, 71_000.0));

    assertThat(rounds.lines())
        .anyMatch(
            line -> line.contains("at least 0.7 × raw clients: met; above 50,000 a second: met"));
  }

  @Test
  void knowsThePairsThatTheClientsAloneCanCopy() {
    assertThat(CopyPair.all()).hasSize(4).containsAll(CopyPair.USUAL);
    assertThat(CopyPair.named("redis-memcached")).isEmpty();
  }
}
