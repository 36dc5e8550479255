package io.laminar.bidder.currency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.BidRequestParser;
import io.laminar.bidder.openrtb.Floor;
import io.laminar.bidder.openrtb.Imp;
import io.laminar.migration.config.Configuration;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeRatesTest {

  @Test
  void convertsFloorsOfImpsAndDealsAndByLength() {
    Imp imp =
        convert(
            "EUR=1.5",
            """
            {'id':'1','bidfloor':2,'bidfloorcur':'EUR','video':{'mincpmpersec':0.1},
             'pmp':{'deals':[{'id':'d','bidfloor':3,'bidfloorcur':'EUR'},
               {'id':'e','bidfloor':3,'bidfloorcur':'USD'},
               {'id':'f','bidfloor':3,'bidfloorcur':'GBP'}]}}
            """);

    assertThat(imp.floor()).isEqualTo(new Floor(3_000_000, "USD"));
    assertThat(imp.video().floors().microsPerSecond()).isEqualTo(150_000);
    assertThat(imp.deals().get(0).floor()).isEqualTo(new Floor(4_500_000, "USD"));
    assertThat(imp.deals().get(1).floor()).isEqualTo(new Floor(3_000_000, "USD"));
    assertThat(imp.deals().get(2).floor()).as("no rate").isEqualTo(new Floor(3_000_000, "GBP"));
  }

  @Test
  void doesNotTakeAForeignFloorByLengthForOneOfOurs() {
    Imp imp = convert("", "{'id':'1','bidfloorcur':'EUR','video':{'mincpmpersec':0.1}}");

    assertThat(imp.floor().currency()).isEqualTo("EUR");
    assertThat(imp.floor().micros()).as("so that it is seen to be foreign").isPositive();
  }

  @Test
  void leavesARequestAsItIsWhereNothingIsForeign() {
    BidRequest request = request("{'id':'1','bidfloor':2},{'id':'2','bidfloorcur':'EUR'}");

    assertThat(ExchangeRates.parse("EUR=1.5").convert(request, "USD")).isSameAs(request);
  }

  @Test
  void neverConvertsAFloorToLess() {
    long seed = Long.getLong("laminar.seed", 20_261_124L);
    System.out.println("exchange rates: seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      BigDecimal rate =
          new BigDecimal(1 + random.nextInt(2_000_000)).movePointLeft(random.nextInt(9));
      BigDecimal floor = new BigDecimal(1 + random.nextInt(9_000_000)).movePointLeft(6);
      Imp imp =
          convert(
              "EUR=" + rate.setScale(9, RoundingMode.UNNECESSARY).toPlainString(),
              "{'id':'1','bidfloorcur':'EUR','bidfloor':" + floor.toPlainString() + "}");

      BigDecimal exact = floor.multiply(rate);
      BigDecimal got = BigDecimal.valueOf(imp.floor().micros(), 6);
      assertThat(got).isGreaterThanOrEqualTo(exact.min(BigDecimal.valueOf(1_000_000)));
      assertThat(got.subtract(exact)).isLessThan(new BigDecimal("0.000001"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"EUR", "EUR=", "EUR=0", "EUR=0.000", "eur=1", "EUR=1;GBP=2", "EUR=-1", "EUR=1,"})
  void refusesATableThatIsNone(String text) {
    assertThatThrownBy(() -> ExchangeRates.from(load(text)))
        .hasMessageContaining("bidder.currency-rates must be such as EUR=1.08");
  }

  @Test
  void readsATable() {
    assertThat(ExchangeRates.from(load("EUR=1.08,JPY=0.0067,GBP=1"))).isNotNull();
    assertThat(ExchangeRates.from(load(""))).isNotNull();
  }

  private static Configuration load(String rates) {
    return Configuration.load(
        List.of(ExchangeRates.RATES),
        List.of(),
        Optional.empty(),
        Map.of(),
        Map.of(ExchangeRates.RATES.key(), rates));
  }

  private static Imp convert(String rates, String imp) {
    return ExchangeRates.parse(rates).convert(request(imp), "USD").imps().get(0);
  }

  private static BidRequest request(String imps) {
    String json = "{'id':'1','imp':[" + imps + "]}";
    return BidRequestParser.parse(Buffer.buffer(json.replace('\'', '"')));
  }
}
