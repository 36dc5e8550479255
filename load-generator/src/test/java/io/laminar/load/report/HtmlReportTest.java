package io.laminar.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.load.result.Mark;
import io.laminar.load.result.Recordings;
import io.laminar.load.result.ResultFolder.Recorded;
import io.laminar.load.result.RunResult;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

  private static final Pattern DATA =
      Pattern.compile(
          "<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

  @Test
  void holdsTheNumbersOfTheRun() {
    Recorded recorded = Recordings.of(1, 3, 1_000);

    JsonObject data = data(HtmlReport.of("a run", recorded));

    assertThat(data.getString("title")).isEqualTo("a run");
    assertThat(data.getJsonObject("summary")).isEqualTo(recorded.result().toJson());
    JsonArray seconds = data.getJsonArray("seconds");
    assertThat(seconds).hasSize(3);
    assertThat(seconds.getJsonObject(0).getDouble("t")).isEqualTo(1);
    assertThat(seconds.getJsonObject(0).getDouble("intended")).isEqualTo(1_000);
    assertThat(seconds.getJsonObject(0).getDouble("p99"))
        .isEqualTo(recorded.seconds().get(0).latency().p99Micros() / 1e3);
    assertThat(data.getJsonArray("marks").getJsonObject(0).getDouble("t")).isEqualTo(0.5);
    assertThat(data.getJsonArray("marks").getJsonObject(0).getString("text")).isEqualTo("step S1");
    JsonArray hdr = data.getJsonArray("hdr");
    assertThat(hdr.getJsonArray(0).getDouble(0)).isZero();
    assertThat(hdr.size()).isGreaterThan(30);
  }

  @Test
  void loadsNothingFromAnywhere() {
    String page = HtmlReport.of("a run", Recordings.of(1, 3, 100));

    assertThat(page)
        .doesNotContainPattern("(src|href)=")
        .doesNotContain("fetch(", "import(", "@import", "@DATA@")
        .doesNotContainPattern("url\\(");
  }

  @Test
  void letsNoTextEndItsScript() {
    Recorded recorded = Recordings.of(1, 1, 100);
    RunResult marked =
        recorded.result().with(List.of(), List.of(), List.of(new Mark(0, "note", "</script><b>")));

    String page = HtmlReport.of("</script>", new Recorded(marked, recorded.seconds()));

    assertThat(data(page).getString("title")).isEqualTo("</script>");
    assertThat(page).doesNotContain("</script><b>");
  }

  @Test
  void putsSecondsOfALongRunTogether() {
    JsonObject data = data(HtmlReport.of("long", Recordings.of(1, 2_000, 1)));

    assertThat(data.getInteger("grouped")).isEqualTo(3);
    assertThat(data.getJsonArray("seconds")).hasSize(667);
  }

  @Test
  void isAPageAlsoWithoutASecond() {
    assertThat(data(HtmlReport.of("none", Recordings.of(1, 0, 1))).getJsonArray("seconds"))
        .isEmpty();
  }

  private static JsonObject data(String page) {
    Matcher data = DATA.matcher(page);
    assertThat(data.find()).isTrue();
    return new JsonObject(data.group(1));
  }
}
