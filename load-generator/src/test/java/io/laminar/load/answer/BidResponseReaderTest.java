package io.laminar.load.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.load.template.RequestTemplate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BidResponseReaderTest {

  private final RequestTemplate template =
      RequestTemplate.parse(
          "sample",
          ("{\"id\":\"any\",\"imp\":[{\"id\":\"a\",\"bidfloor\":0.5},"
                  + "{\"id\":\"b\",\"bidfloor\":2,\"bidfloorcur\":\"EUR\"}]}")
              .getBytes(StandardCharsets.UTF_8),
          100);

  @Test
  void readsBidsOfSeveralSeats() {
    var answer =
        read(
            """
            {"id":"r1","bidid":"x","seatbid":[
              {"bid":[{"id":"1","impid":"a","price":0.75,"adm":"<a href=\\"#\\">","nurl":"http://n",
                "burl":"http://b","lurl":"http://l","adid":"ad","ext":{"id":"no","price":[1]}}],
               "seat":"s1"},
              {"seat":"s2","bid":[{"id":"2","impid":"b","price":2,"nurl":"http://w","mtype":2}]}],
             "cur":"EUR"}\
            """);

    assertThat(answer)
        .isEqualTo(
            new BidAnswer.Offers(
                List.of(
                    new OfferedBid(
                        "1",
                        "a",
                        "s1",
                        "ad",
                        "EUR",
                        750_000,
                        "http://n",
                        "http://b",
                        "http://l",
                        Delivery.IN_BID),
                    new OfferedBid(
                        "2", "b", "s2", "", "EUR", 2_000_000, "http://w", "", "", Delivery.XML))));
  }

  @Test
  void tellsAnEmptyResponseFromABid() {
    assertThat(read("{\"id\":\"r1\",\"nbr\":8}")).isEqualTo(new BidAnswer.Nothing("nbr-8"));
    assertThat(read("{\"id\":\"r1\",\"seatbid\":[]}"))
        .isEqualTo(new BidAnswer.Nothing("empty-response"));
    assertThat(read("{\"id\":\"r1\",\"seatbid\":[{\"bid\":[]}]}"))
        .isEqualTo(new BidAnswer.Nothing("empty-response"));
  }

  @Test
  void holdsThePriceAgainstTheFloorOnlyInTheSameCurrencyAndWithoutADeal() {
    assertThat(read(bid("\"impid\":\"a\",\"price\":0.49"))).isInstanceOf(BidAnswer.Broken.class);
    assertThat(read(bid("\"impid\":\"a\",\"price\":0.5"))).isInstanceOf(BidAnswer.Offers.class);
    assertThat(read(bid("\"impid\":\"b\",\"price\":0.5"))).isInstanceOf(BidAnswer.Offers.class);
    assertThat(read(bid("\"impid\":\"a\",\"price\":0.1,\"dealid\":\"d\"")))
        .isInstanceOf(BidAnswer.Offers.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                     | not a JSON object
          []                                     | not a JSON object
          {"id":"r1"                             | not JSON at byte
          {"id":"r1"} x                          | not JSON at byte
          {"id":"r1"} {}                         | something follows
          {}                                     | /id is missing
          {"id":"r2"}                            | /id is r2, the request's is r1
          {"id":7}                               | /id is not a text
          {"id":"r1","cur":1}                    | /cur is not a text
          {"id":"r1","seatbid":{}}               | /seatbid is not an array
          {"id":"r1","seatbid":[1]}              | /seatbid/* is not an object
          {"id":"r1","seatbid":[{"bid":{}}]}     | /seatbid/*/bid is not an array
          {"id":"r1","seatbid":[{"bid":["x"]}]}  | /seatbid/*/bid/* is not an object
          {"id":"r1","seatbid":[{"bid":[{}]}]}   | bid/*/id is missing
          """)
  void saysWhatIsWrongWithAResponse(String body, String problem) {
    assertThat(read(body)).isInstanceOf(BidAnswer.Broken.class);
    assertThat(((BidAnswer.Broken) read(body)).problem()).contains(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "impid":"c","price":1      | impid "c" is not an imp of sample
          "price":1                  | impid "" is not an imp of sample
          "impid":"a"                | price must be above 0, was NaN
          "impid":"a","price":0      | price must be above 0, was 0.0
          "impid":"a","price":-1     | price must be above 0, was -1.0
          "impid":"a","price":1e999  | price must be above 0, was Infinity
          "impid":"a","price":"1"    | price is not a number
          "impid":"a","price":0.4    | price 0.4 is below the floor 0.5 of sample
          "impid":"a","price":1,"adm":null  | neither adm nor nurl
          "impid":"a","price":1,"adm":null,"nurl":""  | neither adm nor nurl
          "impid":"a","price":1,"mtype":"x"  | mtype is not a whole number
          """)
  void saysWhatIsWrongWithABid(String fields, String problem) {
    assertThat(read(bid(fields))).isInstanceOf(BidAnswer.Broken.class);
    assertThat(((BidAnswer.Broken) read(bid(fields))).problem()).contains(problem);
  }

  @Test
  void knowsFromTheTypeWhatMarkupMustComeWithTheWin() {
    assertThat(delivery("\"mtype\":1")).isEqualTo(Delivery.HTML);
    assertThat(delivery("\"mtype\":3")).isEqualTo(Delivery.XML);
    assertThat(delivery("\"mtype\":4")).isEqualTo(Delivery.JSON);
    assertThat(delivery("\"w\":1")).isEqualTo(Delivery.UNTOLD);

    assertThat(Delivery.HTML.objection("text/html; charset=utf-8", "<a>")).isEmpty();
    assertThat(Delivery.XML.objection("text/xml", "<VAST/>")).isEmpty();
    assertThat(Delivery.JSON.objection("Application/JSON", "{}")).isEmpty();
    assertThat(Delivery.UNTOLD.objection("", "<a>")).isEmpty();
    assertThat(Delivery.UNTOLD.objection("", " ")).isEqualTo("no markup came");
    assertThat(Delivery.XML.objection("text/html", "<a>"))
        .isEqualTo("markup must be XML, came as \"text/html\"");
  }

  private Delivery delivery(String member) {
    var answer =
        read(bid("\"impid\":\"a\",\"price\":1,\"adm\":null,\"nurl\":\"http://n\"," + member));
    return ((BidAnswer.Offers) answer).bids().get(0).delivery();
  }

  @Test
  void survivesNestingWithoutEnd() {
    assertThat(read("{\"id\":\"r1\",\"ext\":" + "[".repeat(10_000)))
        .isInstanceOf(BidAnswer.Broken.class);
  }

  private static String bid(String fields) {
    return "{\"id\":\"r1\",\"seatbid\":[{\"bid\":[{\"adm\":\"x\",\"id\":\"1\"," + fields + "}]}]}";
  }

  private BidAnswer read(String body) {
    byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    return BidResponseReader.read(bytes, "r1", template);
  }
}
