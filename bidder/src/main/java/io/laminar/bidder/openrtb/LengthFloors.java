package io.laminar.bidder.openrtb;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Floors that depend on how long the creative is (OpenRTB 2.6, 3.2.7 and 3.2.35), in the currency
 * of the imp or deal that they belong to.
 *
 * @param microsPerSecond {@code mincpmpersec}, in millionths; 0 if not given
 * @param ranges {@code durfloors}; each has a floor above 0
 */
public record LengthFloors(long microsPerSecond, List<Range> ranges) {

  /** No length has a floor of its own. */
  public static final LengthFloors NONE = new LengthFloors(0, List.of());

  /**
   * The floor of some lengths.
   *
   * @param least seconds; {@code Integer.MIN_VALUE} if not limited
   * @param most seconds; {@code Integer.MAX_VALUE} if not limited
   * @param micros above 0
   */
  public record Range(int least, int most, long micros) {

    boolean holds(int seconds) {
      return seconds >= least && seconds <= most;
    }
  }

  /** The same floors; {@link #NONE} if there are none. */
  static LengthFloors of(long microsPerSecond, List<Range> ranges) {
    return microsPerSecond == 0 && ranges.isEmpty()
        ? NONE
        : new LengthFloors(microsPerSecond, ranges);
  }

  public boolean isNone() {
    return microsPerSecond == 0 && ranges.isEmpty();
  }

  /**
   * The floor that stands in the place of another one for a creative of this length: the highest of
   * the ranges that hold it. Which one counts where they overlap is left to buyer and seller; the
   * highest satisfies all.
   *
   * @param otherwise for lengths of no range
   */
  public long ofRange(int seconds, long otherwise) {
    long highest = 0;
    for (int i = 0; i < ranges.size(); i++) {
      if (ranges.get(i).holds(seconds)) {
        highest = Math.max(highest, ranges.get(i).micros());
      }
    }
    return highest == 0 ? otherwise : highest;
  }

  /** The floors with each price put through a conversion. */
  public LengthFloors map(LongUnaryOperator conversion) {
    if (isNone()) {
      return this;
    }
    List<Range> others = new ArrayList<>(ranges.size());
    for (Range range : ranges) {
      others.add(new Range(range.least(), range.most(), conversion.applyAsLong(range.micros())));
    }
    return new LengthFloors(conversion.applyAsLong(microsPerSecond), others);
  }
}
