package io.laminar.load.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.load.result.ResultFolder.Recorded;
import io.laminar.load.tally.NoticeKind;
import io.laminar.load.tally.Tally;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFolderTest {

  @TempDir Path folder;

  @Test
  void readsWhatItWroteWithoutAnyLoss() throws Exception {
    Recorded written = Recordings.of(1, 3, 1_000);

    ResultFolder.write(folder, written);
    Recorded read = ResultFolder.read(folder);

    assertThat(ResultFolder.isOne(folder)).isTrue();
    assertThat(read.result().toJson()).isEqualTo(written.result().toJson());
    assertThat(read.result().counts()).isEqualTo(written.result().counts());
    assertThat(read.result().times().responseHistogram())
        .isEqualTo(written.result().times().responseHistogram());
    assertThat(read.result().times().serviceHistogram())
        .isEqualTo(written.result().times().serviceHistogram());
    assertThat(read.result().times().lagHistogram())
        .isEqualTo(written.result().times().lagHistogram());
    assertThat(read.seconds()).isEqualTo(written.seconds());
    assertThat(read.result()).hasToString(written.result().toString());
  }

  @Test
  void writesALogThatTheLibrarysOwnReaderReads() throws Exception {
    Recorded written = Recordings.of(1, 3, 1_000);
    ResultFolder.write(folder, written);
    File log = folder.resolve("latency.hlog").toFile();

    var responses = new Histogram(3);
    List<String> tags = new ArrayList<>();
    try (var reader = new HistogramLogReader(log)) {
      while (reader.hasNext()) {
        Histogram next = (Histogram) reader.nextIntervalHistogram();
        tags.add(next.getTag());
        if (next.getTag().equals("response")) {
          responses.add(next);
        }
      }
    }

    assertThat(tags).containsExactly("response", "response", "response", "service", "lag");
    assertThat(responses.getTotalCount()).isEqualTo(written.result().times().response().count());
    assertThat(responses.getValueAtPercentile(99))
        .isEqualTo(written.result().times().response().p99Micros());
  }

  @Test
  void writesDistributionsForPlotters() throws Exception {
    ResultFolder.write(folder, Recordings.of(1, 2, 1_000));

    assertThat(Files.readString(folder.resolve("response.hgrm")))
        .contains("Value", "Percentile", "TotalCount", "1/(1-Percentile)", "#[Max");
    assertThat(Files.readAllLines(folder.resolve("seconds.csv")))
        .hasSize(3)
        .first()
        .asString()
        .startsWith("at_ms,span_s,intended_rate,achieved_rate,scheduled,bid,no_bid,late,");
  }

  @Test
  void addsTheRunsOfSeveralProcessesAsIfTheyWereOne() {
    Recorded one = Recordings.of(1, 3, 1_000);
    Recorded other = Recordings.of(2, 4, 500);

    Recorded both = Merge.of(List.of(one, other));

    Tally all = new Tally();
    Recordings.fill(all, 1, 3, 1_000);
    Recordings.fill(all, 2, 4, 500);
    assertThat(both.result().counts()).isEqualTo(all.counts());
    assertThat(both.result().times().responseHistogram())
        .isEqualTo(all.times().responseHistogram());
    assertThat(both.result().times().lagHistogram()).isEqualTo(all.times().lagHistogram());
    assertThat(both.result().counts().notices(NoticeKind.WIN).acknowledged()).isEqualTo(7);
    assertThat(both.seconds()).hasSize(4);
    SecondRow first = both.seconds().get(0);
    assertThat(first.scheduled()).isEqualTo(1_500);
    assertThat(first.intendedRate()).isEqualTo(1_500);
    assertThat(first.latency().count()).isEqualTo(1_500);
    assertThat(both.seconds().get(3).scheduled()).as("only one of them sent then").isEqualTo(500);
    assertThat(both.result().conditions())
        .contains("process 1: run of seed 1", "process 2: run of seed 2");
  }

  @Test
  void keepsThePercentilesOfAMergeExactWhereAveragesWouldLie() {
    // one process saw nothing but 1 ms, the other nothing but 100 ms
    Recorded fast = Recordings.constant(1, 900, 1);
    Recorded slow = Recordings.constant(1, 100, 100);

    var merged = Merge.of(List.of(fast, slow)).result().times().response();

    assertThat(merged.p90Micros()).isBetween(1_000L, 1_001L);
    assertThat(merged.p99Micros()).isBetween(100_000L, 100_100L);
  }

  @Test
  void showsTwoRunsSideBySide() {
    RunResult a = Recordings.constant(2, 1_000, 2).result();
    RunResult b = Recordings.constant(2, 1_100, 3).result();

    String table = new Comparison("before", a, "after", b).toString();

    assertThat(table)
        .contains("A  before", "B  after", "DIFFERENT  load: A 1000/s, B 1100/s")
        .containsPattern("answered a second +1,000 +1,100 +\\+10.0%")
        .containsPattern("response p99, ms +2\\.00. +3\\.00. +\\+\\d+\\.\\d%")
        .doesNotContain("timeout");
  }

  @Test
  void saysWhichFileIsNotTheResultOfARun() throws Exception {
    assertThatThrownBy(() -> ResultFolder.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("seconds.csv is missing");
    ResultFolder.write(folder, Recordings.of(1, 2, 10));
    Path log = folder.resolve("latency.hlog");
    Files.writeString(log, Files.readString(log).replaceFirst("Tag=response.*\n", ""));
    assertThatThrownBy(() -> ResultFolder.read(folder))
        .hasMessageContaining("latency.hlog: must have an interval for each of 2 seconds, had 1");
    ResultFolder.write(folder, Recordings.of(1, 2, 10));
    Files.writeString(folder.resolve("summary.json"), "{\"valid\":true}");
    assertThatThrownBy(() -> ResultFolder.read(folder))
        .hasMessageContaining("does not hold the result of a run");
    assertThatThrownBy(() -> Merge.of(List.of(Recordings.of(1, 1, 1))))
        .hasMessageContaining("two results or more");
  }
}
