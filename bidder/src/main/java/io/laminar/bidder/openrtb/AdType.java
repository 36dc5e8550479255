package io.laminar.bidder.openrtb;

import java.util.Locale;

/** What a creative is; the code is OpenRTB's {@code mtype} (2.6, 4.2.3). */
public enum AdType {
  BANNER(1),
  VIDEO(2),
  AUDIO(3),
  NATIVE(4);

  private final int code;

  AdType(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The name in files and metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
