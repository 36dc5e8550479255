package io.laminar.load.schedule;

import io.laminar.load.schedule.RateCurve.Piece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Loads that a growing ad exchange has seen, compressed into the time of a run. */
public enum Profile {

  /**
   * From 4,000 to 150,000 requests a second, by the same factor in each of twelve equal spans: a
   * year in which the traffic grows each month.
   */
  GROWTH(growth()),

  /**
   * 38,000 requests a second, within a twentieth of the time 112,000, held for a quarter of it, and
   * back: a flash crowd.
   */
  SPIKE(
      List.of(
          new Piece(38_000, 38_000, Duration.ofSeconds(30)),
          new Piece(38_000, 112_000, Duration.ofSeconds(5)),
          new Piece(112_000, 112_000, Duration.ofSeconds(25)),
          new Piece(112_000, 38_000, Duration.ofSeconds(10)),
          new Piece(38_000, 38_000, Duration.ofSeconds(30))));

  private final String label = name().toLowerCase(Locale.ROOT);
  private final List<Piece> pieces;

  Profile(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /** The name on the command line. */
  public String label() {
    return label;
  }

  /** All names. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Profile::label).toList();
  }

  /**
   * The one of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Profile of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /**
   * The curve of it, in the given time.
   *
   * @param scale of the rate; 1 is the original
   */
  public RateCurve curve(Duration length, double scale) {
    double whole = pieces.stream().mapToLong(piece -> piece.length().toNanos()).sum();
    List<Piece> stretched = new ArrayList<>();
    for (Piece piece : pieces) {
      long nanos = Math.round(length.toNanos() * (piece.length().toNanos() / whole));
      stretched.add(
          new Piece(
              piece.from() * scale, piece.to() * scale, Duration.ofNanos(Math.max(1, nanos))));
    }
    return RateCurve.of(stretched);
  }

  private static List<Piece> growth() {
    int spans = 12;
    double first = 4_000;
    double last = 150_000;
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < spans; i++) {
      pieces.add(
          new Piece(
              first * Math.pow(last / first, (double) i / spans),
              first * Math.pow(last / first, (i + 1.0) / spans),
              Duration.ofSeconds(1)));
    }
    return pieces;
  }
}
