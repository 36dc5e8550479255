package io.laminar.load.result;

import io.laminar.load.result.ResultFolder.Recorded;
import io.laminar.load.tally.Counts;
import io.laminar.load.tally.Times;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up what several generator processes recorded of one load. Nothing is averaged: counts are
 * added, histograms are added bucket by bucket, so percentiles are as exact as those of one process
 * (percentiles themselves cannot be added). Seconds are put together by the wall clock.
 */
public final class Merge {

  private static final long SECOND_MILLIS = 1_000;

  private Merge() {}

  /**
   * The load of all of them together. A bound or a reconciliation that one process was held to says
   * nothing about the whole and is left out.
   *
   * @throws IllegalArgumentException with fewer than two
   */
  public static Recorded of(List<Recorded> all) {
    if (all.size() < 2) {
      throw new IllegalArgumentException("two results or more can be merged, was " + all.size());
    }
    List<String> conditions = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    List<Mark> marks = new ArrayList<>();
    var settings = new JsonArray();
    Counts counts = all.get(0).result().counts();
    Times times = all.get(0).result().times();
    Duration sending = Duration.ZERO;
    boolean stopped = false;
    for (int i = 0; i < all.size(); i++) {
      RunResult result = all.get(i).result();
      String process = "process " + (i + 1) + ": ";
      result.conditions().forEach(line -> conditions.add(process + line));
      result.faults().forEach(fault -> faults.add(process + fault));
      result.marks().stream().filter(mark -> !marks.contains(mark)).forEach(marks::add);
      settings.add(result.settings());
      counts = i == 0 ? counts : counts.plus(result.counts());
      times = i == 0 ? times : times.plus(result.times());
      sending = sending.compareTo(result.sending()) > 0 ? sending : result.sending();
      stopped |= result.stopped();
    }
    return new Recorded(
        new RunResult(
            conditions,
            new JsonObject().put("processes", settings),
            sending,
            stopped,
            faults,
            counts,
            times,
            List.of(),
            List.of(),
            marks),
        seconds(all));
  }

  private static List<SecondRow> seconds(List<Recorded> all) {
    Map<Long, SecondRow> rowBySecond = new TreeMap<>();
    for (Recorded recorded : all) {
      Map<Long, SecondRow> own = new TreeMap<>();
      for (SecondRow row : recorded.seconds()) {
        long second = Math.round((double) row.atMillis() / SECOND_MILLIS);
        // two ends of one process in one second, as when a reading was late: the next is free
        while (own.containsKey(second)) {
          second++;
        }
        own.put(second, row);
      }
      own.forEach((second, row) -> rowBySecond.merge(second, row, SecondRow::plus));
    }
    return List.copyOf(rowBySecond.values());
  }
}
