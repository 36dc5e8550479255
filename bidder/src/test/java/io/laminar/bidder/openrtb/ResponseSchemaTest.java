package io.laminar.bidder.openrtb;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema itself must tell right from wrong, or what it holds others to is worth nothing. */
class ResponseSchemaTest {

  private static final String GOOD =
      """
      {"id":"r","cur":"USD","seatbid":[{"seat":"s","bid":[{"id":"b","impid":"1","price":1.5,
        "adm":"<a>","adomain":["a.example"],"mtype":1,"w":300,"h":250,"exp":300}]}]}
      """;

  @Test
  void acceptsABidAndANoBid() {
    assertThat(ResponseSchema.broken(GOOD)).isEmpty();
    assertThat(ResponseSchema.broken("{\"id\":\"r\",\"nbr\":8}")).isEmpty();
    assertThat(ResponseSchema.broken("{\"id\":\"r\",\"nbr\":510}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"price\":1.5 -> \"price\":0",
        "\"price\":1.5 -> \"price\":\"1.5\"",
        "\"price\":1.5, -> ",
        "\"impid\":\"1\" -> \"impid\":1",
        "\"impid\":\"1\", -> ",
        "\"mtype\":1 -> \"mtype\":5",
        "\"mtype\":1 -> \"mtype\":2",
        "\"w\":300, -> ",
        "\"w\":300 -> \"w\":\"300\"",
        "\"adm\":\"<a>\", -> ",
        "\"adomain\":[\"a.example\"] -> \"adomain\":\"a.example\"",
        "\"adomain\":[\"a.example\"] -> \"adomain\":[\"https://a.example\"]",
        "\"cur\":\"USD\" -> \"cur\":[\"USD\"]",
        "\"exp\":300 -> \"expiry\":300",
        "\"exp\":300 -> \"exp\":300,\"nurl\":\"/win\"",
        "\"cur\":\"USD\" -> \"nbr\":2",
        "\"id\":\"r\", -> ",
      })
  void refusesWhatTheSpecificationDoesNotAllow(String change) {
    String[] sides = change.split(" -> ", -1);
    String bad = GOOD.replaceFirst(java.util.regex.Pattern.quote(sides[0]), sides[1]);

    assertThat(bad).isNotEqualTo(GOOD);
    assertThat(ResponseSchema.broken(bad)).as(new JsonObject(bad).encode()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"id\":\"r\"}",
        "{\"id\":\"r\",\"seatbid\":[]}",
        "{\"id\":\"r\",\"seatbid\":[{\"bid\":[]}]}",
        "{\"id\":\"r\",\"nbr\":300}",
      })
  void refusesAResponseThatSaysNothing(String response) {
    assertThat(ResponseSchema.broken(response)).isNotEmpty();
  }
}
