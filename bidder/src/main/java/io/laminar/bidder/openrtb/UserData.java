package io.laminar.bidder.openrtb;

import java.util.List;

/**
 * Segments of one provider (OpenRTB 2.6, 3.2.21 and 3.2.22).
 *
 * @param provider {@code id}, else {@code name}; empty if neither was given
 * @param taxonomy {@code ext.segtax}, the taxonomy of the segments; 0: the provider's own
 * @param segments ids, else names
 */
public record UserData(String provider, int taxonomy, List<String> segments) {}
