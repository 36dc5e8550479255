package io.laminar.bidder.openrtb;

import java.util.ArrayList;
import java.util.List;

/** Reads the floors by length of a video, an audio or a deal. */
final class LengthFloorsReader {

  /** More are refused: each is compared with each creative that may be played. */
  static final int MOST_RANGES = 64;

  private long microsPerSecond;
  private List<LengthFloors.Range> ranges = List.of();

  /** Reads {@code mincpmpersec}, on which the reader stands. */
  void readPerSecond(JsonReader in) {
    microsPerSecond = in.cpmMicros();
  }

  /** Reads {@code durfloors}, on which the reader stands. */
  void readRanges(JsonReader in) {
    ranges = new ArrayList<>(4);
    in.each(() -> readRange(in));
  }

  LengthFloors floors() {
    return LengthFloors.of(microsPerSecond, ranges);
  }

  private void readRange(JsonReader in) {
    if (!in.enterObject()) {
      return;
    }
    int least = Integer.MIN_VALUE;
    int most = Integer.MAX_VALUE;
    long micros = 0;
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "mindur" -> least = in.integer(Integer.MIN_VALUE);
        case "maxdur" -> {
          // A maximum of 0 is how some senders say that they have none.
          int given = in.integer(0);
          most = given > 0 ? given : Integer.MAX_VALUE;
        }
        case "bidfloor" -> micros = in.cpmMicros();
        default -> in.skip();
      }
    }
    if (micros == 0) {
      return; // it sets no floor, so the other one stays
    }
    if (ranges.size() == MOST_RANGES) {
      throw in.wrong("is one too many; allowed with a floor are " + MOST_RANGES);
    }
    ranges.add(new LengthFloors.Range(least, most, micros));
  }
}
