package io.laminar.load.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A rate over time, in pieces in which it changes evenly. After the last piece its final rate goes
 * on. Immutable; any thread.
 *
 * <p>In a piece that goes from {@code a} to {@code b} a second within {@code L} seconds, {@code a·t
 * + (b-a)·t²/2L} requests have left after {@code t} seconds; {@link #nanosAt} solves that for
 * {@code t}, so that rounding never adds up over a run.
 */
public final class RateCurve {

  /**
   * A stretch of time.
   *
   * @param from requests a second at its beginning, 0 or more
   * @param to requests a second at its end, 0 or more
   */
  public record Piece(double from, double to, Duration length) {
    public Piece {
      if (!(from >= 0 && to >= 0 && Double.isFinite(from + to))) {
        throw new IllegalArgumentException("rates must be >= 0 a second, were " + from + ", " + to);
      }
      if (length.isNegative() || length.isZero()) {
        throw new IllegalArgumentException("a piece must last longer than 0, was " + length);
      }
    }

    double seconds() {
      return length.toNanos() / 1e9;
    }

    double departures() {
      return (from + to) / 2 * seconds();
    }
  }

  private final List<Piece> pieces;
  private final long[] beginNanos;
  private final double[] beginDepartures;

  private RateCurve(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
    this.beginNanos = new long[pieces.size() + 1];
    this.beginDepartures = new double[pieces.size() + 1];
    for (int i = 0; i < pieces.size(); i++) {
      beginNanos[i + 1] = beginNanos[i] + pieces.get(i).length().toNanos();
      beginDepartures[i + 1] = beginDepartures[i] + pieces.get(i).departures();
    }
  }

  /**
   * @throws IllegalArgumentException without a piece, or if none of them has a rate above 0
   */
  public static RateCurve of(List<Piece> pieces) {
    if (pieces.stream().noneMatch(piece -> piece.departures() > 0)) {
      throw new IllegalArgumentException("the rate must be above 0 at some time, was " + pieces);
    }
    return new RateCurve(pieces);
  }

  /**
   * One rate from the beginning on, or one that grows evenly up to it first: a server and a
   * generator that were just started are not yet as fast as they will be.
   *
   * @throws IllegalArgumentException unless {@code perSecond > 0}
   */
  public static RateCurve constant(double perSecond, Duration ramp, Duration length) {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("rate must be > 0 a second, was " + perSecond);
    }
    List<Piece> pieces = new ArrayList<>();
    if (!ramp.isZero()) {
      pieces.add(new Piece(0, perSecond, ramp));
    }
    pieces.add(new Piece(perSecond, perSecond, length.minus(ramp)));
    return of(pieces);
  }

  /** The same curve at a multiple of the rate, such as a loop's share. */
  public RateCurve times(double factor) {
    return of(
        pieces.stream()
            .map(piece -> new Piece(piece.from() * factor, piece.to() * factor, piece.length()))
            .toList());
  }

  /** How long all pieces last together. */
  public Duration length() {
    return Duration.ofNanos(beginNanos[pieces.size()]);
  }

  /** The highest rate, a second. */
  public double peak() {
    return pieces.stream().mapToDouble(piece -> Math.max(piece.from(), piece.to())).max().orElse(0);
  }

  /** The rate at an instant, a second. */
  public double rateAt(long nanos) {
    int at = pieceAt(beginNanos, nanos);
    if (at == pieces.size()) {
      return pieces.get(at - 1).to();
    }
    Piece piece = pieces.get(at);
    double part = Math.max(0, nanos - beginNanos[at]) / (double) piece.length().toNanos();
    return piece.from() + (piece.to() - piece.from()) * part;
  }

  /**
   * When so many requests have left.
   *
   * @param departures 0 or more, also between whole numbers
   * @return nanoseconds since the beginning; {@link Long#MAX_VALUE} if that never happens
   */
  public long nanosAt(double departures) {
    int at = 0;
    while (at < pieces.size() && departures >= beginDepartures[at + 1]) {
      at++;
    }
    double left = departures - beginDepartures[at];
    if (at == pieces.size()) {
      double last = pieces.get(at - 1).to();
      return last == 0 ? Long.MAX_VALUE : beginNanos[at] + (long) (left * 1e9 / last);
    }
    Piece piece = pieces.get(at);
    double from = piece.from();
    if (from == piece.to()) {
      return beginNanos[at] + (long) (left * 1e9 / from);
    }
    double growth = (piece.to() - from) / piece.seconds();
    // never negative but for rounding; written so that nothing cancels out
    double root = Math.sqrt(Math.max(0, from * from + 2 * growth * left));
    double seconds = from + root == 0 ? 0 : 2 * left / (from + root);
    return beginNanos[at] + (long) (seconds * 1e9);
  }

  private int pieceAt(long[] begins, long value) {
    int at = 0;
    while (at < pieces.size() && value >= begins[at + 1]) {
      at++;
    }
    return at;
  }
}
