package io.laminar.bidder.lookup;

import io.laminar.bidder.profile.Profile;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many bytes of the heap a kept profile takes, everything included that goes when it goes.
 *
 * <p>The names of segments are few and come again with every profile: kept apart they would be most
 * of the memory, so profiles share them, and a profile is charged for the reference alone. Names
 * come from outside: no more than so many are shared, none of them long; when the table is full,
 * every name is charged to every profile that has it, which is too much rather than too little.
 *
 * <p>Sizes are those of a 64-bit HotSpot with compressed references (JEP 450's smaller headers make
 * them a little less): 12 bytes of header for an object, 16 for an array, all in steps of 8.
 * Thread-safe.
 */
final class ProfileWeight {

  /** More texts than this are not shared. */
  private static final int MOST_TEXTS = 100_000;

  private static final int LONGEST_TEXT = 64;

  private static final int REFERENCE = 4;
  private static final int STRING = 24;
  private static final int ARRAY = 16;
  private static final int LIST = 24;
  private static final int PROFILE = 32;

  /**
   * Caffeine's node of a weighed entry that expires (72), the node of the hash table under it (32),
   * its place in that table (4 to 11 bytes by how full it is) and in the frequency sketch (8 to
   * 16).
   */
  static final int ENTRY = 72 + 32 + 8 + 12;

  /** Of a text in the table: its key and value are the text itself. */
  private static final int SHARED_ENTRY = 32 + 8;

  private final Map<String, String> texts = new ConcurrentHashMap<>();
  private final LongAdder sharedBytes = new LongAdder();

  /** The same profile, with the texts that others have as well. */
  Profile shared(String userId, Profile profile) {
    if (profile.isAnonymous()) {
      return Profile.ANONYMOUS;
    }
    String[] segments = new String[profile.segments().size()];
    for (int i = 0; i < segments.length; i++) {
      segments[i] = shared(profile.segments().get(i));
    }
    return new Profile(
        profile.id().equals(userId) ? userId : profile.id(),
        List.of(segments),
        shared(profile.country()),
        profile.sequence());
  }

  private String shared(String text) {
    if (text.length() > LONGEST_TEXT) {
      return text;
    }
    String known = texts.get(text);
    if (known != null || isFull()) {
      return known == null ? text : known;
    }
    known = texts.putIfAbsent(text, text);
    if (known == null) {
      sharedBytes.add(SHARED_ENTRY + ofText(text));
      return text;
    }
    return known;
  }

  private boolean isFull() {
    return texts.size() >= MOST_TEXTS;
  }

  /** Bytes of an entry. */
  int of(String userId, Profile profile) {
    long bytes = ENTRY + ofText(userId);
    if (profile != Profile.ANONYMOUS) {
      bytes += PROFILE + ofSegments(profile.segments()) + ofUnshared(profile.country());
      if (!profile.id().equals(userId)) {
        bytes += ofText(profile.id());
      }
    }
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  private long ofSegments(List<String> segments) {
    if (segments.isEmpty()) {
      return 0; // there is one empty list for all
    }
    long bytes =
        segments.size() <= 2 ? LIST : LIST + inSteps(ARRAY + (long) REFERENCE * segments.size());
    for (int i = 0; i < segments.size(); i++) {
      bytes += ofUnshared(segments.get(i));
    }
    return bytes;
  }

  private long ofUnshared(String text) {
    return text.length() <= LONGEST_TEXT && !isFull() ? 0 : ofText(text);
  }

  /** Bytes of all texts that profiles share. */
  long sharedBytes() {
    return sharedBytes.sum();
  }

  private static long ofText(String text) {
    return STRING + inSteps(ARRAY + (long) text.length() * (isLatin(text) ? 1 : 2));
  }

  private static boolean isLatin(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) {
        return false;
      }
    }
    return true;
  }

  private static long inSteps(long bytes) {
    return (bytes + 7) & ~7;
  }
}
