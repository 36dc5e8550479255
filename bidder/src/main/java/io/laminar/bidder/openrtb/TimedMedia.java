package io.laminar.bidder.openrtb;

import java.util.List;

/**
 * Video or audio that is asked for (OpenRTB 2.6, 3.2.7 and 3.2.8). Durations are in seconds.
 *
 * @param mimes accepted types in lower case; empty: any
 * @param protocols accepted protocols; empty: any
 * @param maxDuration {@code Integer.MAX_VALUE} if not limited; not above the length of the pod
 * @param requiredDurations exact durations of which one must be kept; empty: any within the limits
 * @param linear false if only an overlay may be shown
 * @param microsPerSecond {@code mincpmpersec}: a floor that grows with the length of the creative,
 *     in millionths of the floor's currency
 * @param blockedAttributes {@code battr}
 */
public record TimedMedia(
    List<String> mimes,
    List<Integer> protocols,
    int minDuration,
    int maxDuration,
    List<Integer> requiredDurations,
    boolean linear,
    long microsPerSecond,
    List<Integer> blockedAttributes) {

  /** True if a creative of this length may be played. */
  public boolean takesDuration(int seconds) {
    return requiredDurations.isEmpty()
        ? seconds >= minDuration && seconds <= maxDuration
        : requiredDurations.contains(seconds);
  }

  /** True if a creative of this type and protocol may be played. */
  public boolean takes(String mime, int protocol) {
    return (mimes.isEmpty() || mimes.contains(mime))
        && (protocols.isEmpty() || protocols.contains(protocol));
  }
}
