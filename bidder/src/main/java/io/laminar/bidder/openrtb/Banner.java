package io.laminar.bidder.openrtb;

import java.util.List;

/**
 * OpenRTB 2.6, 3.2.6.
 *
 * @param sizes every exact size that fits: {@code format[]}, and {@code w}, {@code h} unless these
 *     are only a wish within a range
 * @param range null, or the range of the older attributes {@code wmin}, {@code hmin}, {@code wmax},
 *     {@code hmax}
 * @param blockedTypes {@code btype}
 * @param blockedAttributes {@code battr}
 */
public record Banner(
    List<Size> sizes,
    SizeRange range,
    List<Integer> blockedTypes,
    List<Integer> blockedAttributes) {}
