package io.laminar.bidder.openrtb;

import java.util.List;

/**
 * OpenRTB 2.6, 3.2.6.
 *
 * @param sizes every exact size that fits: {@code format[]}, and {@code w}, {@code h} unless these
 *     are only a wish within a range
 * @param range null, or the range of the older attributes {@code wmin}, {@code hmin}, {@code wmax},
 *     {@code hmax}
 * @param ratios sizes that are only told as a ratio (3.2.10)
 * @param blockedTypes {@code btype}
 * @param blockedAttributes {@code battr}
 * @param position {@code pos} (AdCOM 1.0, Placement Positions): 1 above the fold, 3 below it, 4
 *     header, 5 footer, 6 sidebar, 7 full screen; 0 if not given
 * @param apis {@code api}: frameworks that the place knows
 */
public record Banner(
    List<Size> sizes,
    SizeRange range,
    List<SizeRatio> ratios,
    List<Integer> blockedTypes,
    List<Integer> blockedAttributes,
    int position,
    List<Integer> apis) {}
