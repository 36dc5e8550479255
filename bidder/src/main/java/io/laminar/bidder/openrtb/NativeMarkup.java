package io.laminar.bidder.openrtb;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The assets of a native creative; the answer holds those that were asked for, under the ids they
 * were asked for with (OpenRTB Native 1.2, 5).
 */
public final class NativeMarkup extends Markup {

  private static final byte[] HEAD = JsonOut.bytesOf("{\"ver\":\"1.2\",\"link\":{\"url\":\"");
  private static final byte[] ASSETS = JsonOut.bytesOf("\"},\"assets\":[");
  private static final byte[] END = JsonOut.bytesOf("]}");

  /**
   * An image.
   *
   * @param type 1 is an icon, 3 the main one
   * @param mime type of the file, in lower case; empty if it is not known
   */
  public record Image(int type, String url, Size size, String mime) {

    private static final Map<String, String> MIME_BY_ENDING =
        Map.of(
            "png", "image/png",
            "jpg", NativeRequest.JPEG,
            "jpeg", NativeRequest.JPEG,
            "gif", "image/gif",
            "webp", "image/webp",
            "avif", "image/avif",
            "svg", "image/svg+xml");

    /** An image of the type that the end of its path tells. */
    public Image(int type, String url, Size size) {
      this(type, url, size, mimeOf(url));
    }

    private static String mimeOf(String url) {
      String path = url.split("[?#]", 2)[0];
      String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
      return MIME_BY_ENDING.getOrDefault(ending, "");
    }
  }

  private final String title;
  private final List<Image> images;
  private final Map<Integer, String> textByDataType;

  public NativeMarkup(String title, List<Image> images, Map<Integer, String> textByDataType) {
    this.title = title;
    this.images = List.copyOf(images);
    this.textByDataType = Map.copyOf(textByDataType);
  }

  /** Equal for markups that satisfy the same requests. */
  public Object shape() {
    Map<Integer, Integer> lengthByDataType = new HashMap<>();
    textByDataType.forEach((type, text) -> lengthByDataType.put(type, text.length()));
    List<List<Object>> forms =
        images.stream()
            .map(image -> List.<Object>of(image.type(), image.size(), image.mime()))
            .toList();
    return List.of(title.length(), forms, lengthByDataType);
  }

  /** True if every required asset is here in a form that is allowed, and at least one asset is. */
  public boolean satisfies(NativeRequest request) {
    boolean any = false;
    List<NativeRequest.Asset> assets = request.assets();
    for (int i = 0; i < assets.size(); i++) {
      boolean here = has(assets.get(i));
      if (!here && assets.get(i).required()) {
        return false;
      }
      any |= here;
    }
    return any;
  }

  boolean has(NativeRequest.Asset asset) {
    return switch (asset.kind()) {
      case TITLE -> title.length() <= asset.maxLength();
      case IMAGE -> imageFor(asset) != null;
      case DATA -> dataFor(asset) != null;
      case OTHER -> false;
    };
  }

  Image imageFor(NativeRequest.Asset asset) {
    for (int i = 0; i < images.size(); i++) {
      Image image = images.get(i);
      if ((asset.type() == 0 || asset.type() == image.type())
          && image.size().w() >= asset.least().w()
          && image.size().h() >= asset.least().h()
          && image.size().w() <= asset.most().w()
          && image.size().h() <= asset.most().h()
          && asset.takes(image.mime())) {
        return image;
      }
    }
    return null;
  }

  private String dataFor(NativeRequest.Asset asset) {
    String text = textByDataType.get(asset.type());
    return text == null || text.length() > asset.maxLength() ? null : text;
  }

  @Override
  void write(JsonOut out, Bid bid, JsonOut click, JsonOut scratch) {
    scratch.raw(HEAD).raw(click).raw(ASSETS);
    boolean first = true;
    for (NativeRequest.Asset asset : bid.nativeRequest().assets()) {
      if (has(asset)) {
        scratch.ascii(first ? "{\"id\":" : ",{\"id\":").number(asset.id());
        writeAsset(scratch, asset);
        first = false;
      }
    }
    scratch.raw(END);
    out.escaped(scratch);
  }

  private void writeAsset(JsonOut out, NativeRequest.Asset asset) {
    if (asset.required()) {
      out.ascii(",\"required\":1");
    }
    switch (asset.kind()) {
      case TITLE -> out.ascii(",\"title\":{\"text\":").string(title);
      case DATA ->
          out.ascii(",\"data\":{\"type\":")
              .number(asset.type())
              .ascii(",\"value\":")
              .string(dataFor(asset));
      default -> {
        Image image = imageFor(asset);
        out.ascii(",\"img\":{\"type\":").number(image.type());
        out.ascii(",\"url\":").string(image.url());
        out.ascii(",\"w\":").number(image.size().w());
        out.ascii(",\"h\":").number(image.size().h());
      }
    }
    out.ascii("}}");
  }
}
