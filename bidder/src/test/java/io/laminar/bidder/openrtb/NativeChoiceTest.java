package io.laminar.bidder.openrtb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeChoiceTest {

  private static final Size MAIN = new Size(1200, 627);
  private static final NativeMarkup MARKUP =
      new NativeMarkup(
          "Title",
          List.of(
              new NativeMarkup.Image(3, "https://x.example/main.png", MAIN),
              new NativeMarkup.Image(3, "https://x.example/main.svg", MAIN)),
          Map.of(2, "Text"));

  @ParameterizedTest
  @CsvSource({"image/png, png, main.png", "image/svg+xml, svg_xml, main.svg"})
  void remembersWhichOfTwoImagesHadATypeThatMayBeShown(String mime, String written, String file) {
    var request = request(image(List.of(mime)));

    String choice = NativeChoice.write(MARKUP, request);

    assertThat(choice).isEqualTo("5i3x1200x627r_" + written);
    assertThat(MARKUP.imageFor(NativeChoice.read(choice).assets().get(0)).url()).endsWith(file);
  }

  @Test
  void saysNothingOfTypesWhereAnyMayBeShown() {
    String choice = NativeChoice.write(MARKUP, request(image(List.of())));

    assertThat(choice).isEqualTo("5i3x1200x627r");
    assertThat(NativeChoice.read(choice).assets().get(0).mimes()).isEmpty();
  }

  private static NativeRequest request(NativeRequest.Asset asset) {
    return new NativeRequest(List.of(asset), 0, 0, List.of());
  }

  private static NativeRequest.Asset image(List<String> mimes) {
    return new NativeRequest.Asset(
        5, true, NativeRequest.Kind.IMAGE, 3, Integer.MAX_VALUE, MAIN, MAIN, mimes);
  }
}
