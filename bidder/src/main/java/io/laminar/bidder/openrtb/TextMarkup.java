package io.laminar.bidder.openrtb;

import java.util.ArrayList;
import java.util.List;

/**
 * HTML or XML with {@value #CLICK_MACRO} where the click URL of the bid belongs. Other macros are
 * the exchange's and stay as they are. The URL holds no character that needs an escape in a quoted
 * HTML attribute or in CDATA.
 */
public final class TextMarkup extends Markup {

  public static final String CLICK_MACRO = "${CLICK_URL}";

  private final List<byte[]> parts = new ArrayList<>();

  public TextMarkup(String text) {
    int from = 0;
    for (int at = text.indexOf(CLICK_MACRO); at >= 0; at = text.indexOf(CLICK_MACRO, from)) {
      parts.add(escaped(text.substring(from, at)));
      from = at + CLICK_MACRO.length();
    }
    parts.add(escaped(text.substring(from)));
  }

  private static byte[] escaped(String text) {
    return new JsonOut().escaped(text).toBytes();
  }

  @Override
  void write(JsonOut out, Bid bid, JsonOut click, JsonOut scratch) {
    out.raw(parts.get(0));
    for (int i = 1; i < parts.size(); i++) {
      out.raw(click).raw(parts.get(i));
    }
  }
}
