package io.laminar.bidder.openrtb;

/**
 * An id of the user in another's register (OpenRTB 2.6, 3.2.27 and 3.2.28).
 *
 * @param source who gave it, a domain in lower case
 * @param type {@code atype}: 1 a browser or device, 2 an app on a device, 3 a person; 0 if not
 *     given
 */
public record Eid(String source, String id, int type) {}
