package io.laminar.bidder.openrtb;

/**
 * The user's device (OpenRTB 2.6, 3.2.18), with {@code sua} (3.2.29) where the older fields say
 * nothing; texts are empty and numbers 0 if not given.
 *
 * @param type {@code devicetype} (AdCOM 1.0): 1 mobile or tablet, 2 PC, 3 connected TV, 4 phone, 5
 *     tablet, 6 connected device, 7 set-top box, 8 out-of-home
 * @param os lower case, such as {@code android}, {@code ios}, {@code windows}
 * @param osVersion as it was given
 * @param make lower case
 * @param model lower case
 * @param language ISO-639-1, lower case
 * @param connectionType {@code connectiontype}
 * @param advertisingId {@code ifa}; empty if it is all zeros, as devices say that they have none
 * @param limited {@code lmt} or {@code dnt} is set
 * @param network the truncated address: the upper 24 bits of IPv4, else the upper 48 of IPv6; 0 if
 *     there is none. The rest of an address is never kept
 */
public record Device(
    int type,
    String os,
    String osVersion,
    String make,
    String model,
    String language,
    int connectionType,
    Geo geo,
    String advertisingId,
    boolean limited,
    long network) {

  public static final Device UNKNOWN =
      new Device(0, "", "", "", "", "", 0, Geo.UNKNOWN, "", false, 0);

  /** True if nothing here tells the device from others of its kind. */
  boolean isAnonymous() {
    return advertisingId.isEmpty() && network == 0 && !geo.hasPoint();
  }

  /** The device as one of its kind. */
  Device anonymous() {
    return with(geo.coarse(), "", 0);
  }

  Device coarse() {
    return with(geo.coarse(), advertisingId, network);
  }

  private Device with(Geo place, String id, long address) {
    return new Device(
        type, os, osVersion, make, model, language, connectionType, place, id, limited, address);
  }
}
