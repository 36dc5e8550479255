package io.laminar.stats.event;

import java.util.List;

/** What an exchange or a user tells about one bid. The name is what travels and what is stored. */
public enum NoticeKind {
  /** The bid won its auction; the price is the clearing price. */
  WIN,
  /** The impression is to be paid; the price is what it costs. */
  BILLING,
  /** The bid lost; the price may be told or 0. */
  LOSS,
  /** The user clicked. No price. */
  CLICK;

  private static final List<NoticeKind> ALL = List.of(values());

  static NoticeKind read(String name) throws EventFormatException {
    for (NoticeKind kind : ALL) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    throw new EventFormatException(
        "kind must be one of " + ALL + ", was \"" + Texts.shortened(name) + "\"");
  }
}
