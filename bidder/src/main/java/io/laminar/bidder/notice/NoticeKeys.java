package io.laminar.bidder.notice;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The secrets that notices are signed with: the first one signs, all are taken, so that a new one
 * can be put before an old one whose notices are still on their way. Never shown.
 */
public final class NoticeKeys {

  /** A key of fewer bytes could be guessed. */
  public static final int SHORTEST = 16;

  private final List<byte[]> keys;

  private NoticeKeys(List<byte[]> keys) {
    this.keys = keys;
  }

  /**
   * Keys.
   *
   * @throws IllegalArgumentException if there is none, or one is too short
   */
  public static NoticeKeys of(List<byte[]> keys) {
    if (keys.isEmpty() || keys.stream().anyMatch(key -> key.length < SHORTEST)) {
      throw new IllegalArgumentException(
          "there must be at least one key, each of at least " + SHORTEST + " bytes");
    }
    return new NoticeKeys(keys.stream().map(byte[]::clone).toList());
  }

  /** Keys from text: several with commas between them. */
  public static NoticeKeys parse(String text) {
    List<byte[]> keys = new ArrayList<>();
    for (String key : text.split(",", -1)) {
      keys.add(key.strip().getBytes(StandardCharsets.UTF_8));
    }
    return of(keys);
  }

  List<byte[]> all() {
    return keys;
  }

  @Override
  public String toString() {
    return keys.size() + " keys";
  }
}
