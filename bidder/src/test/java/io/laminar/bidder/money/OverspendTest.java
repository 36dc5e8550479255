package io.laminar.bidder.money;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.campaign.Campaign;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * No budget is overspent, however many bidders there are, whenever they die, and however late,
 * often or wrongly they are told of bills and losses.
 */
class OverspendTest {

  private static final long SEED = Long.getLong("laminar.seed", 20_261_124L);
  private static final int WORLDS = 6;
  private static final int MOST_WORLDS = 60;
  private static final Duration LENGTH = Duration.ofMinutes(50);

  @Test
  void isImpossibleWithManyBiddersRestartsAndNoticesThatAreLateRepeatedOrForged() {
    System.out.println("overspend: seed " + SEED);
    long daily = 0;
    for (long seed : seeds()) {
      World world = live(seed, World.Flaw.NONE);
      assertThat(overspent(world)).as("seed %d", seed).isEmpty();
      // The world is not dull: money flowed, bidders died, notices were refused.
      assertThat(world.bids).as("seed %d", seed).isGreaterThan(500);
      assertThat(world.crashes).as("seed %d", seed).isPositive();
      assertThat(world.refused).as("seed %d", seed).isPositive();
      assertThat(world.released).as("seed %d", seed).isPositive();
      daily += world.nanosByCampaign.getOrDefault("daily", 0L);
    }
    // Two days of 400 million nanos each in every world: most of it is spent, so safety is not
    // bought by silence.
    assertThat(daily).isGreaterThan(WORLDS * 2 * 400_000_000L * 7 / 10);
  }

  @ParameterizedTest
  @EnumSource(value = World.Flaw.class, names = "NONE", mode = Mode.EXCLUDE)
  void wouldBeNoticed(World.Flaw flaw) {
    System.out.println("overspend with a flaw: seed " + SEED);

    boolean noticed =
        LongStream.range(SEED, SEED + MOST_WORLDS)
            .anyMatch(seed -> !overspent(live(seed, flaw)).isEmpty());

    assertThat(noticed).as("seed %d", SEED).isTrue();
  }

  private static long[] seeds() {
    return LongStream.range(SEED, SEED + WORLDS).toArray();
  }

  private static World live(long seed, World.Flaw flaw) {
    var world = new World(seed, 2 + (int) (seed % 5), flaw);
    world.run(LENGTH);
    return world;
  }

  private static List<String> overspent(World world) {
    var days =
        world.nanosByDay.entrySet().stream()
            .filter(
                entry -> entry.getValue() > terms(world, entry.getKey().campaignId()).dailyNanos())
            .map(entry -> entry.getKey() + " spent " + entry.getValue());
    var totals =
        world.nanosByCampaign.entrySet().stream()
            .filter(entry -> entry.getValue() > terms(world, entry.getKey()).totalNanos())
            .map(entry -> entry.getKey() + " spent " + entry.getValue() + " in all");
    return Stream.concat(days, totals).toList();
  }

  private static Terms terms(World world, String campaignId) {
    Campaign campaign = world.campaigns.find(campaignId).orElseThrow();
    return Terms.of(campaign);
  }
}
