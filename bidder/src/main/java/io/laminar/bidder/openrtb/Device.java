package io.laminar.bidder.openrtb;

/**
 * The user's device (OpenRTB 2.6, 3.2.18); texts are empty if not given.
 *
 * @param country ISO-3166 alpha-3, empty if not given or unknown
 * @param limited {@code lmt} or {@code dnt} is set
 * @param type {@code devicetype}, 0 if not given
 */
public record Device(
    String userAgent, String os, int type, String country, String advertisingId, boolean limited) {

  public static final Device UNKNOWN = new Device("", "", 0, "", "", false);
}
