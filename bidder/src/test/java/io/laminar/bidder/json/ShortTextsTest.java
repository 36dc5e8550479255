package io.laminar.bidder.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShortTextsTest {

  private final ShortTexts texts = new ShortTexts(16);

  @Test
  void givesTheSameObjectForTheSameText() {
    assertThat(find("video/mp4", "")).isSameAs(find("video/mp4", ""));
  }

  @Test
  void doesNotCountWhatLiesBehindTheText() {
    assertThat(find("USA", "\",\"region\":\"")).isSameAs(find("USA", "}"));
    assertThat(find("exactly8", "x")).isSameAs(find("exactly8", "y"));
  }

  @Test
  void tellsTextsApartByTheirLengthToo() {
    assertThat(find("", "").asIs()).isEmpty();
    assertThat(find("a", "").asIs()).isEqualTo("a");
    assertThat(find("a\0", "").asIs()).isEqualTo("a\0");
  }

  @Test
  void knowsEachTextAsItIsHoweverManyThereAre() {
    for (int i = 0; i < 1_000; i++) {
      String text = Integer.toString(i * 7_919, 36);

      assertThat(find(text, "").asIs()).isEqualTo(text);
      assertThat(find("0123456789" + text, "").asIs()).isEqualTo("0123456789" + text);
    }
  }

  @Test
  void keepsTextsThatBeginAlike() {
    var large = new ShortTexts(4_096);
    List<ShortTexts.Text> first =
        IntStream.range(0, 2_000).mapToObj(i -> find(large, "seg-" + (1_000 + i), "")).toList();

    long kept =
        IntStream.range(0, 2_000)
            .filter(i -> find(large, "seg-" + (1_000 + i), "") == first.get(i))
            .count();

    assertThat(kept).isGreaterThan(1_800);
  }

  @Test
  void makesOtherCasesWithoutBlanksAround() {
    assertThat(find(" iPhone ", "").lower()).isEqualTo("iphone");
    assertThat(find(" iab1-2", "").upper()).isEqualTo("IAB1-2");
    assertThat(find(" iab1-2", "").asIs()).isEqualTo(" iab1-2");
  }

  private ShortTexts.Text find(String text, String behind) {
    return find(texts, text, behind);
  }

  private static ShortTexts.Text find(ShortTexts texts, String text, String behind) {
    byte[] bytes = new byte[64];
    byte[] given = (text + behind).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(given, 0, bytes, 0, given.length);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return texts.find(buffer.getLong(0), buffer.getLong(8), text.length());
  }
}
