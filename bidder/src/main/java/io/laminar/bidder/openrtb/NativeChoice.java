package io.laminar.bidder.openrtb;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which assets of a creative answer a native request, as a short text for a URL: whoever writes the
 * markup later no longer has the request.
 *
 * <p>Assets stand with points between them: the id that was asked for, a letter (t title, i image,
 * d data), the type, of an image its size, r if it is required, and of an image its file's type
 * where only some may be shown, with an underscore for a plus: {@code 1t0r.2i3x1200x627r_png.3d2}.
 */
public final class NativeChoice {

  private static final Pattern ASSET =
      Pattern.compile(
          "(-?\\d{1,10})([tid])(\\d{1,9})(?:x(\\d{1,9})x(\\d{1,9}))?(r?)(?:_([a-z0-9_-]{1,40}))?");

  private static final String IMAGE = "image/";

  private NativeChoice() {}

  /** What the creative has of what is asked for. */
  public static String write(NativeMarkup markup, NativeRequest request) {
    var text = new StringBuilder(64);
    for (NativeRequest.Asset asset : request.assets()) {
      if (markup.has(asset)) {
        text.append(text.length() == 0 ? "" : ".").append(asset.id());
        writeKind(markup, asset, text);
        text.append(asset.required() ? "r" : "");
        writeMime(markup, asset, text);
      }
    }
    return text.toString();
  }

  private static void writeKind(
      NativeMarkup markup, NativeRequest.Asset asset, StringBuilder text) {
    switch (asset.kind()) {
      case TITLE -> text.append("t0");
      case DATA -> text.append('d').append(asset.type());
      default -> {
        NativeMarkup.Image image = markup.imageFor(asset);
        text.append('i').append(image.type());
        text.append('x').append(image.size().w()).append('x').append(image.size().h());
      }
    }
  }

  private static void writeMime(
      NativeMarkup markup, NativeRequest.Asset asset, StringBuilder text) {
    if (asset.kind() == NativeRequest.Kind.IMAGE && !asset.mimes().isEmpty()) {
      String mime = markup.imageFor(asset).mime();
      text.append('_').append(mime.substring(IMAGE.length()).replace('+', '_'));
    }
  }

  /**
   * The request that the choice answers exactly.
   *
   * @throws IllegalArgumentException if the text is no choice
   */
  public static NativeRequest read(String text) {
    List<NativeRequest.Asset> assets = new ArrayList<>();
    for (String one : text.split("\\.", -1)) {
      Matcher asset = ASSET.matcher(one);
      if (!asset.matches()) {
        throw new IllegalArgumentException("not an asset: " + one);
      }
      assets.add(asset(asset));
    }
    return new NativeRequest(assets, 0, 0, List.of());
  }

  private static NativeRequest.Asset asset(Matcher asset) {
    NativeRequest.Kind kind =
        switch (asset.group(2)) {
          case "t" -> NativeRequest.Kind.TITLE;
          case "i" -> NativeRequest.Kind.IMAGE;
          default -> NativeRequest.Kind.DATA;
        };
    var size = new Size(number(asset.group(4)), number(asset.group(5)));
    return new NativeRequest.Asset(
        Integer.parseInt(asset.group(1)),
        !asset.group(6).isEmpty(),
        kind,
        Integer.parseInt(asset.group(3)),
        Integer.MAX_VALUE,
        size,
        size,
        asset.group(7) == null ? List.of() : List.of(IMAGE + asset.group(7).replace('_', '+')));
  }

  private static int number(String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
