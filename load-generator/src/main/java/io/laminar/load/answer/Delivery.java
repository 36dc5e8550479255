package io.laminar.load.answer;

import java.util.Locale;

/** How the markup of a bid comes, and what it must be if it comes with the win notice. */
public enum Delivery {
  /** With the bid, in {@code adm}. */
  IN_BID,
  /** As the answer to the win notice; HTML. */
  HTML,
  /** As the answer to the win notice; XML, such as VAST. */
  XML,
  /** As the answer to the win notice; JSON, of a native ad. */
  JSON,
  /** As the answer to the win notice; the bid does not say what it is. */
  UNTOLD;

  private static final int BANNER = 1;
  private static final int VIDEO = 2;
  private static final int AUDIO = 3;
  private static final int NATIVE = 4;

  /**
   * With the win notice.
   *
   * @param markupType {@code mtype} (OpenRTB 2.6, 4.2.3); 0 if it is not told
   */
  static Delivery onWin(int markupType) {
    return switch (markupType) {
      case BANNER -> HTML;
      case VIDEO, AUDIO -> XML;
      case NATIVE -> JSON;
      default -> UNTOLD;
    };
  }

  public boolean isOnWin() {
    return this != IN_BID;
  }

  /**
   * Why an exchange could not show what came; empty if it can.
   *
   * @param contentType of the answer; empty if it had none
   */
  public String objection(String contentType, String markup) {
    if (markup.isBlank()) {
      return "no markup came";
    }
    String type = contentType.toLowerCase(Locale.ROOT);
    boolean fits =
        switch (this) {
          case IN_BID, UNTOLD -> true;
          case HTML -> type.startsWith("text/html");
          case XML -> type.startsWith("application/xml") || type.startsWith("text/xml");
          case JSON -> type.startsWith("application/json");
        };
    return fits ? "" : "markup must be " + this + ", came as \"" + contentType + '"';
  }
}
