package io.laminar.bidder.openrtb;

import java.util.List;

/**
 * The assets that a native ad is asked to have (OpenRTB Native 1.2, 4.1 to 4.6).
 *
 * @param context {@code context}: 1 content, 2 social, 3 product; 0 if not given
 * @param placementType {@code plcmttype}: 1 in feed, 2 atomic unit, 3 outside, 4 recommendation; 0
 *     if not given
 * @param blockedAttributes {@code battr} of the native object around it
 */
public record NativeRequest(
    List<Asset> assets, int context, int placementType, List<Integer> blockedAttributes) {

  /** What images of JPEG are called here. */
  public static final String JPEG = "image/jpeg";

  /** What an asset is. */
  public enum Kind {
    TITLE,
    IMAGE,
    DATA,
    /** A video, or something we do not know. */
    OTHER
  }

  /**
   * One asset.
   *
   * @param id echoed in the answer
   * @param required without it the ad cannot be shown
   * @param type image type or data type; 0 if none was given
   * @param maxLength longest text, in characters; {@code Integer.MAX_VALUE} if not limited
   * @param least smallest image
   * @param most largest image; equal to {@code least} where an exact size is asked for
   * @param mimes types of images that may be shown, in lower case; empty: any
   */
  public record Asset(
      int id,
      boolean required,
      Kind kind,
      int type,
      int maxLength,
      Size least,
      Size most,
      List<String> mimes) {

    /** Native 1.2 calls a JPEG image/jpg, everybody else image/jpeg. */
    boolean takes(String mime) {
      return mimes.isEmpty()
          || mimes.contains(mime)
          || mime.equals(JPEG) && mimes.contains("image/jpg");
    }
  }
}
