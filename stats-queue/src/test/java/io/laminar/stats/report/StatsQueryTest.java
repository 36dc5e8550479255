package io.laminar.stats.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StatsQueryTest {

  @Test
  void readsDimensionsSpansAndFilters() {
    StatsQuery query =
        parse("by", "day,campaign", "from", "2026-11-23", "to", "2026-11-25", "deal", "d9");

    assertThat(query.by()).containsExactly(Dimension.DAY, Dimension.CAMPAIGN);
    assertThat(query.from()).hasValue(Instant.parse("2026-11-23T00:00:00Z"));
    assertThat(query.to()).hasValue(Instant.parse("2026-11-25T00:00:00Z"));
    assertThat(query.only()).isEqualTo(Map.of(Dimension.DEAL, "d9"));
  }

  @Test
  void readsADayAndAnHourAsSpans() {
    assertThat(parse("day", "2026-11-23").to()).hasValue(Instant.parse("2026-11-24T00:00:00Z"));
    assertThat(parse("hour", "2026-11-23T10:00:00Z").to())
        .hasValue(Instant.parse("2026-11-23T11:00:00Z"));
  }

  @Test
  void asksTheCoarsestRowsThatCanAnswer() {
    assertThat(parse().grain()).isEqualTo(Dimension.MONTH);
    assertThat(parse("from", "2026-11-01").grain()).isEqualTo(Dimension.MONTH);
    assertThat(parse("from", "2026-11-02").grain()).isEqualTo(Dimension.DAY);
    assertThat(parse("hour", "2026-11-01T10:00:00Z").grain()).isEqualTo(Dimension.HOUR);
    assertThat(parse("by", "hour", "day", "2026-11-02").grain()).isEqualTo(Dimension.HOUR);
  }

  @Test
  void saysWhatIsWrong() {
    refuses("by names a dimension twice", "by", "day,day");
    refuses("one of hour, day and month", "by", "day,hour");
    refuses("must be some of hour, day, month, campaign", "by", "campain");
    refuses("from must be before to", "from", "2026-11-24", "to", "2026-11-24");
    refuses("not two of them", "day", "2026-11-24", "hour", "2026-11-24T10:00:00Z");
    refuses("must be the beginning of a UTC month", "by", "month", "from", "2026-11-02");
    refuses("must be the beginning of a UTC hour", "from", "2026-11-24T10:30:00Z");
    refuses("no campaign, creative or deal", "reason", "late", "campaign", "c1");
  }

  @Test
  void neverPutsWhatWasGivenIntoSql() {
    String evil = "'; DROP TABLE stats_hour; --";
    QuerySql sql = QuerySql.of(parse("by", "deal", "campaign", evil, "exchange", evil), 10);

    assertThat(sql.sql()).doesNotContain("DROP");
    assertThat(sql.parameters().size()).isEqualTo(2);
  }

  @Test
  void quotesInCsvWhatNeedsIt() {
    var table =
        new StatsTable(
            List.of("deal", "bids"), List.of(List.of("a,\"b\"", 1L), List.of("plain", 2L)));

    assertThat(table.toCsv()).isEqualTo("deal,bids\r\n\"a,\"\"b\"\"\",1\r\nplain,2\r\n");
  }

  private static void refuses(String message, String... parameters) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(parameters))
        .withMessageContaining(message);
  }

  private static StatsQuery parse(String... parameters) {
    Map<String, String> byName = new HashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      byName.put(parameters[i], parameters[i + 1]);
    }
    return StatsQuery.parse(byName::get);
  }
}
