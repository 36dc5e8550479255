package io.laminar.bidder.openrtb;

import java.util.List;

/**
 * One place for an ad (OpenRTB 2.6, 3.2.4).
 *
 * @param banner null if no banner is wanted
 * @param video null if no video is wanted
 * @param audio null if no audio is wanted
 * @param nativeAd null if no native ad is wanted, or none that we can understand
 * @param secure everything in the markup must come over TLS
 * @param interstitial {@code instl}: it covers the screen
 * @param rewarded {@code rwdd}: the user is rewarded for watching
 * @param privateAuction only the deals count
 * @param expirySeconds {@code exp}: how long the exchange may take to show the ad; 0 if not given
 * @param quantityMicros {@code qty.multiplier}, in millionths: impressions that one showing counts
 *     for, as on a screen that many see; a million if not given
 */
public record Imp(
    String id,
    Banner banner,
    TimedMedia video,
    TimedMedia audio,
    NativeRequest nativeAd,
    Floor floor,
    boolean secure,
    boolean interstitial,
    boolean rewarded,
    boolean privateAuction,
    List<Deal> deals,
    int expirySeconds,
    long quantityMicros) {

  /** {@code quantityMicros} of one impression. */
  public static final long ONE_IMPRESSION = 1_000_000;

  /** The same place with other prices. */
  public Imp withPrices(
      Floor otherFloor, List<Deal> otherDeals, TimedMedia otherVideo, TimedMedia otherAudio) {
    return new Imp(
        id,
        banner,
        otherVideo,
        otherAudio,
        nativeAd,
        otherFloor,
        secure,
        interstitial,
        rewarded,
        privateAuction,
        otherDeals,
        expirySeconds,
        quantityMicros);
  }
}
