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
 * @param privateAuction only the deals count
 */
public record Imp(
    String id,
    Banner banner,
    TimedMedia video,
    TimedMedia audio,
    NativeRequest nativeAd,
    Floor floor,
    boolean secure,
    boolean privateAuction,
    List<Deal> deals) {}
