package io.laminar.bidder.openrtb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidRequestTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | the body must be an object",
        "7 | the body must be an object",
        "{'imp':[{'id':'1'}]} | id is missing; it must be a non-empty string",
        "{'id':'','imp':[{'id':'1'}]} | id is missing; it must be a non-empty string",
        "{'id':{},'imp':[{'id':'1'}]} | id must be a string",
        "{'id':true,'imp':[{'id':'1'}]} | id must be a string",
        "{'id':'1'} | imp is missing or empty; it must hold 1..64",
        "{'id':'1','imp':[]} | imp is missing or empty; it must hold 1..64",
        "{'id':'1','imp':null} | imp is missing or empty; it must hold 1..64",
        "{'id':'1','imp':{'id':'1'}} | imp must be a list of 1..64 objects",
        "{'id':'1','imp':['1']} | imp[0] must be an object",
        "{'id':'1','imp':[{'id':'1'},{}]} | imp[1] has no id; it must be a non-empty string",
        "{'id':'1','imp':[{'id':'a'},{'id':'a'}]}"
            + " | imp[1].id is that of imp[0] too; it must be unique in the request",
        "{'id':'1','imp':[{'id':'1','bidfloor':-0.01}]}"
            + " | imp[0].bidfloor must be a number in 0..1000000, was \"-0.01\"",
        "{'id':'1','imp':[{'id':'1','bidfloor':'cheap'}]}"
            + " | imp[0].bidfloor must be a number in 0..1000000, was \"cheap\"",
        "{'id':'1','imp':[{'id':'1','bidfloor':''}]}"
            + " | imp[0].bidfloor must be a number in 0..1000000, was \"\"",
        "{'id':'1','imp':[{'id':'1','bidfloor':[1]}]}"
            + " | imp[0].bidfloor must be a number in 0..1000000",
        "{'id':'1','imp':[{'id':'1','bidfloor':1e99}]}"
            + " | imp[0].bidfloor must be a number in 0..1000000, was \"1e99\"",
        "{'id':'1','imp':[{'id':'1','pmp':{'deals':[{'id':'d','bidfloor':true}]}}]}"
            + " | imp[0].pmp.deals[0].bidfloor must be a number in 0..1000000",
        "{'id':'1','imp':[{'id':'1','pmp':{'deals':[{'bidfloor':1}]}}]}"
            + " | imp[0].pmp.deals[0] has no id; it must be a non-empty string",
        "{'id':'1','imp':[{'id':'1','video':{'mincpmpersec':-1}}]}"
            + " | imp[0].video.mincpmpersec must be a number in 0..1000000, was \"-1\"",
        "{'id':'1','imp':[{'id':'1','video':{'durfloors':[{'bidfloor':-1}]}}]}"
            + " | imp[0].video.durfloors[0].bidfloor must be a number in 0..1000000, was \"-1\"",
        "{'id':'1','imp':[{'id':'1','pmp':{'deals':[{'id':'d','durfloors':[5]}]}}]}"
            + " | imp[0].pmp.deals[0].durfloors[0] must be an object",
        "{'id':'1','imp':[{'id':'1','banner':'300x250'}]} | imp[0].banner must be an object",
        "{'id':'1','imp':[{'id':'1','banner':{'w':'wide'}}]}"
            + " | imp[0].banner.w must be a whole number, was \"wide\"",
        "{'id':'1','imp':[{'id':'1','banner':{'w':1e10}}]}"
            + " | imp[0].banner.w must be a whole number of 32 bits, was \"1e10\"",
        "{'id':'1','imp':[{'id':'1'}],'device':'phone'} | device must be an object",
        "{'id':'1','imp':[{'id':'1'}],'regs':'none'} | regs must be an object",
        "{'id':'1','imp':[{'id':'1'}],'site':{},'app':{}}"
            + " | app must not be there beside another of site, app and dooh",
        "{'id':'1','imp':[{'id':'1'}]}{} | the body goes on after the request's closing brace",
      })
  void saysWhatIsWrongAndWhereAndWhatIsAllowed(String body, String message) {
    assertThat(refusal(body)).isEqualTo(message.strip());
  }

  @Test
  void refusesMoreFloorsByLengthThanAreCompared() {
    String floors = "{'bidfloor':1},".repeat(64) + "{}";
    String imp = "{'id':'1','imp':[{'id':'1','video':{'durfloors':[" + floors + "%s]}}]}";

    assertThat(BidRequestParser.parse(Buffer.buffer(imp.formatted("").replace('\'', '"'))))
        .isNotNull();
    assertThat(refusal(imp.formatted(",{'bidfloor':1}")))
        .isEqualTo("imp[0].video.durfloors[65] is one too many; allowed with a floor are 64");
  }

  @Test
  void saysAtWhichByteTheJsonEnds() {
    assertThat(refusal("{'id':'1','imp':[{'id':'1'"))
        .startsWith("not JSON at byte 26: Unexpected end-of-input")
        .endsWith("the body must be one OpenRTB 2.x bid request in UTF-8");
  }

  @Test
  void refusesAnEmptyBody() {
    assertThat(refusal(""))
        .isEqualTo("the body is empty; it must be one OpenRTB 2.x bid request in JSON");
    assertThat(refusal("  \n ")).startsWith("the body is empty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\0\0\0", "null,", "{", "{]", "{'id'}", "{'id':NaN}", "{'id':'1',}", "<html>"})
  void refusesWhatIsNoJson(String body) {
    assertThat(refusal(body)).isNotBlank();
  }

  @Test
  void refusesInvalidUtf8InUsedAndUnusedFields() {
    for (String name : new String[] {"id", "unused"}) {
      byte[] body =
          ("{\"" + name + "\":\"??\",\"id\":\"1\",\"imp\":[{\"id\":\"1\"}]}")
              .getBytes(StandardCharsets.US_ASCII);
      int at = new String(body, StandardCharsets.US_ASCII).indexOf("??");
      body[at] = (byte) 0xc3;
      body[at + 1] = (byte) 0x28;

      assertThat(refusal(body)).startsWith("not JSON at byte ").contains("Invalid UTF-8");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void refusesTenThousandLevels(String level) {
    String body = "{\"id\":\"1\",\"ext\":" + level.repeat(10_000);

    assertThat(refusal(body)).startsWith("too large: ").contains("allowed are 64 levels");
  }

  @Test
  void refusesTenThousandLevelsInsideANativeRequestWithoutRefusingTheRest() {
    String request = "[".repeat(10_000);

    BidRequest parsed =
        BidRequestParser.parse(
            bytes("{'id':'1','imp':[{'id':'1','native':{'request':'" + request + "'}}]}"));

    assertThat(parsed.imps().get(0).nativeAd()).isNull();
  }

  @Test
  void refusesMoreImpsThanAllowed() {
    String imps =
        IntStream.rangeClosed(1, 65)
            .mapToObj(i -> "{'id':'" + i + "'}")
            .collect(Collectors.joining(","));

    assertThat(refusal("{'id':'1','imp':[" + imps + "]}"))
        .isEqualTo("imp holds too many; allowed are 1..64");
  }

  @Test
  void refusesListsOfMoreElementsThanAllowed() {
    String domains = "'x.example',".repeat(10_000);

    assertThat(refusal("{'id':'1','imp':[{'id':'1'}],'badv':[" + domains + "'y.example']}"))
        .isEqualTo("badv[10000] is one too many; allowed in a list are 10000");
  }

  @Test
  void refusesACompressedBody() {
    assertThat(refusal(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3}))
        .startsWith("not JSON at byte ");
  }

  @Test
  void isSafeWithTwoMegabytes() {
    byte[] filler = new byte[2 * 1024 * 1024];
    Arrays.fill(filler, (byte) 'x');

    assertThat(refusal("{'id':'" + new String(filler, StandardCharsets.US_ASCII) + "'}"))
        .startsWith("too large: ");
    assertThat(refusal(filler)).startsWith("not JSON at byte ");
    assertThat(refusal("{'id':" + "9".repeat(2 * 1024 * 1024) + "}")).startsWith("too large: ");
  }

  @Test
  void keepsMessagesShortWhateverWasSent() {
    String name = "n".repeat(900);

    assertThat(refusal("{'id':'1','imp':[{'id':'1','bidfloor':'" + name + "'}]}"))
        .hasSizeLessThan(150);
  }

  @Test
  void costsNoStackTrace() {
    assertThat(new InvalidRequestException("x").getStackTrace()).isEmpty();
  }

  private static String refusal(String body) {
    return refusal(bytes(body));
  }

  private static byte[] bytes(String body) {
    return body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static String refusal(byte[] body) {
    return catchThrowableOfType(InvalidRequestException.class, () -> BidRequestParser.parse(body))
        .getMessage();
  }
}
