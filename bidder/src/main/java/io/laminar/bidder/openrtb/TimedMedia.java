package io.laminar.bidder.openrtb;

import java.util.List;

/**
 * Video or audio that is asked for (OpenRTB 2.6, 3.2.7 and 3.2.8). Durations are in seconds;
 * numbers are 0 and lists empty if not given.
 *
 * @param mimes accepted types in lower case; empty: any
 * @param protocols accepted protocols; empty: any
 * @param maxDuration {@code Integer.MAX_VALUE} if not limited; not above the length of the pod
 * @param requiredDurations exact durations of which one must be kept; empty: any within the limits
 * @param linear false if only an overlay may be shown
 * @param floors by the length of the creative, in the currency of the imp's floor
 * @param blockedAttributes {@code battr}
 * @param placement {@code plcmt} (AdCOM 1.0, Video Plcmt Subtypes): 1 instream, 2 accompanying
 *     content, 3 interstitial, 4 standalone
 * @param olderPlacement {@code placement}, before 2.6: 1 instream, 2 in-banner, 3 in-article, 4
 *     in-feed, 5 over content
 * @param position {@code pos}, as of a banner
 * @param startDelay {@code startdelay}: above 0 mid-roll at that second, 0 pre-roll, -1 any
 *     mid-roll, -2 post-roll; {@link #NO_DELAY_GIVEN}
 * @param skip -1 if not given, 0 the player lets nobody skip, 1 it does
 * @param playbackMethods {@code playbackmethod}
 * @param apis {@code api}
 * @param size of the player; 0 if not given
 * @param pod null if the imp is in none
 */
public record TimedMedia(
    List<String> mimes,
    List<Integer> protocols,
    int minDuration,
    int maxDuration,
    List<Integer> requiredDurations,
    boolean linear,
    LengthFloors floors,
    List<Integer> blockedAttributes,
    int placement,
    int olderPlacement,
    int position,
    int startDelay,
    int skip,
    List<Integer> playbackMethods,
    List<Integer> apis,
    Size size,
    Pod pod) {

  public static final int NO_DELAY_GIVEN = Integer.MIN_VALUE;

  /** True if a creative of this length may be played. */
  public boolean takesDuration(int seconds) {
    // OpenRTB 2.6, 3.2.7: minduration and maxduration do not count beside rqddurs; poddur does.
    return requiredDurations.isEmpty()
        ? seconds >= minDuration && seconds <= maxDuration
        : requiredDurations.contains(seconds) && (pod == null || pod.hasRoomFor(seconds));
  }

  /** True if a creative of this type and protocol may be played. */
  public boolean takes(String mime, int protocol) {
    return (mimes.isEmpty() || mimes.contains(mime))
        && (protocols.isEmpty() || protocols.contains(protocol));
  }

  /** True if it is shown within content that the user came to see. */
  public boolean isInstream() {
    return placement == 1 || (placement == 0 && olderPlacement == 1);
  }

  /** The same media with other floors by length. */
  public TimedMedia withFloors(LengthFloors other) {
    return new TimedMedia(
        mimes,
        protocols,
        minDuration,
        maxDuration,
        requiredDurations,
        linear,
        other,
        blockedAttributes,
        placement,
        olderPlacement,
        position,
        startDelay,
        skip,
        playbackMethods,
        apis,
        size,
        pod);
  }
}
