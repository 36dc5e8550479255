package io.laminar.bidder.server;

/** Bid requests as text. */
final class Requests {

  /** Longer than any machine takes. */
  private static final int PATIENT_MILLIS = 60_000;

  private Requests() {}

  /** A banner that campaign {@code anyone} fits. */
  static String banner(String userId) {
    return request(userId, 300, 250, PATIENT_MILLIS);
  }

  /** A banner that only users with the segment {@code sports} get. */
  static String bannerForKnown(String userId) {
    return request(userId, 728, 90, PATIENT_MILLIS);
  }

  static String request(String userId, int w, int h, int tmaxMillis) {
    return """
    {"id":"r1","tmax":%d,"imp":[{"id":"1","banner":{"w":%d,"h":%d}}],\
    "site":{"domain":"site.example"},"user":{"id":"%s"},"device":{"geo":{"country":"USA"}}}\
    """
        .formatted(tmaxMillis, w, h, userId);
  }
}
