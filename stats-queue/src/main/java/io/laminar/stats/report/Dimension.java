package io.laminar.stats.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What statistics can be told apart by. */
public enum Dimension {
  HOUR("hour"),
  DAY("day"),
  MONTH("month"),
  CAMPAIGN("subject"),
  CREATIVE("creative"),
  DEAL("deal"),
  EXCHANGE("exchange"),
  REASON("subject");

  /** The finest first. */
  static final List<Dimension> TIMES = List.of(HOUR, DAY, MONTH);

  private static final List<String> WORDS = Stream.of(values()).map(Dimension::word).toList();

  private final String column;

  Dimension(String column) {
    this.column = column;
  }

  /** As it is asked for. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String column() {
    return column;
  }

  boolean isTime() {
    return TIMES.contains(this);
  }

  /** True if only what is about a campaign can be told apart by it. */
  boolean isOfCampaigns() {
    return this == CAMPAIGN || this == CREATIVE || this == DEAL;
  }

  /**
   * The dimension of a word.
   *
   * @throws IllegalArgumentException with what there is
   */
  static Dimension of(String word) {
    Optional<Dimension> found =
        Stream.of(values()).filter(dimension -> dimension.word().equals(word)).findFirst();
    return found.orElseThrow(
        () ->
            new IllegalArgumentException(
                "by must be some of " + String.join(", ", WORDS) + ", was \"" + word + "\""));
  }
}
