package io.laminar.bidder.openrtb;

import java.util.ArrayList;
import java.util.List;

/** Reads the video or audio of an imp. */
final class MediaReader {

  private final JsonReader in;

  private boolean there;
  private List<String> mimes = List.of();
  private List<Integer> protocols = List.of();
  private List<Integer> olderProtocols = List.of();
  private int minDuration;
  private int maxDuration = Integer.MAX_VALUE;
  private List<Integer> requiredDurations = List.of();
  private boolean linear = true;
  private final LengthFloorsReader floors = new LengthFloorsReader();
  private List<Integer> blockedAttributes = List.of();
  private int placement;
  private int olderPlacement;
  private int position;
  private int startDelay = TimedMedia.NO_DELAY_GIVEN;
  private int skip = -1;
  private List<Integer> playbackMethods = List.of();
  private List<Integer> apis = List.of();
  private int w;
  private int h;
  private boolean rewarded;

  private String podId = "";
  private int podSequence;
  private int slotInPod;
  private int podDuration;
  private int maxAds;

  private MediaReader(JsonReader in) {
    this.in = in;
  }

  /** Reads the object on which the reader stands. */
  static MediaReader read(JsonReader in) {
    var reader = new MediaReader(in);
    reader.there = in.enterObject();
    if (reader.there) {
      reader.readMembers();
    }
    return reader;
  }

  /** True if the user is rewarded for watching, as was said here before rwdd. */
  boolean isRewarded() {
    return rewarded;
  }

  /** Null if there was none. */
  TimedMedia media() {
    if (!there) {
      return null;
    }
    return new TimedMedia(
        mimes,
        allProtocols(),
        minDuration,
        podDuration > 0 ? Math.min(maxDuration, podDuration) : maxDuration,
        requiredDurations,
        linear,
        floors.floors(),
        blockedAttributes,
        placement,
        olderPlacement,
        position,
        startDelay,
        skip,
        playbackMethods,
        apis,
        new Size(w, h),
        pod());
  }

  private Pod pod() {
    return podId.isEmpty() && podDuration == 0 && slotInPod == 0
        ? null
        : new Pod(podId, podSequence, slotInPod, podDuration, maxAds);
  }

  private void readMembers() {
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "mimes" -> mimes = in.lowerTexts();
        // The single protocol is how it was written before 2.3.
        case "protocol" -> olderProtocols = in.integers();
        case "protocols" -> protocols = in.integers();
        case "minduration" -> minDuration = in.integer(0);
        // A maximum of 0 is how some senders say that they have none.
        case "maxduration" -> maxDuration = positiveOr(in.integer(0), Integer.MAX_VALUE);
        case "rqddurs" -> requiredDurations = in.integers();
        case "mincpmpersec" -> floors.readPerSecond(in);
        case "durfloors" -> floors.readRanges(in);
        case "linearity" -> linear = in.integer(1) != 2;
        case "battr" -> blockedAttributes = in.integers();
        default -> readContext(name);
      }
    }
  }

  private void readContext(String name) {
    switch (name) {
      case "plcmt" -> placement = in.integerOr(0);
      case "placement" -> olderPlacement = in.integerOr(0);
      case "pos" -> position = in.integerOr(0);
      case "startdelay" -> startDelay = in.integerOr(TimedMedia.NO_DELAY_GIVEN);
      case "skip" -> skip = in.integerOr(-1);
      case "playbackmethod" -> playbackMethods = in.integers();
      case "api" -> apis = in.integers();
      case "w" -> w = in.integerOr(0);
      case "h" -> h = in.integerOr(0);
      case "podid" -> podId = in.textOrEmpty();
      case "podseq" -> podSequence = in.integerOr(0);
      case "slotinpod" -> slotInPod = in.integerOr(0);
      case "poddur" -> podDuration = positiveOr(in.integer(0), 0);
      case "maxseq" -> maxAds = positiveOr(in.integerOr(0), 0);
      case "ext" -> readOlderMembers();
      default -> in.skip();
    }
  }

  private void readOlderMembers() {
    if (!in.enterObjectIfAny()) {
      return;
    }
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "rewarded", "rwdd" -> rewarded |= in.isSet();
        case "plcmt" -> {
          int given = in.integerOr(0);
          placement = placement == 0 ? given : placement;
        }
        default -> in.skip();
      }
    }
  }

  private List<Integer> allProtocols() {
    if (protocols.isEmpty() || olderProtocols.isEmpty()) {
      return protocols.isEmpty() ? olderProtocols : protocols;
    }
    List<Integer> all = new ArrayList<>(protocols);
    all.addAll(olderProtocols);
    return all;
  }

  private static int positiveOr(int value, int whenNotPositive) {
    return value > 0 ? value : whenNotPositive;
  }
}
