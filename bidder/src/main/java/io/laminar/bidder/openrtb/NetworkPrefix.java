package io.laminar.bidder.openrtb;

/**
 * Truncates addresses as they are read: the upper 24 bits of IPv4 and the upper 48 of IPv6, which
 * tell a network and not a household. Nothing of this process ever holds the rest.
 */
final class NetworkPrefix {

  private static final int IPV6_GROUPS = 3;

  private NetworkPrefix() {}

  /** The upper 24 bits of an address such as {@code 192.0.2.17}; 0 if it is none. */
  static long ofIpv4(String text) {
    int groups = 0;
    int group = -1;
    long prefix = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '.' : text.charAt(i);
      if (c >= '0' && c <= '9') {
        group = Math.max(group, 0) * 10 + (c - '0');
        if (group > 255) {
          return 0;
        }
      } else if (c == '.' && group >= 0) {
        prefix = groups < 3 ? prefix << 8 | group : prefix;
        groups++;
        group = -1;
      } else {
        return 0;
      }
    }
    return groups == 4 ? prefix : 0;
  }

  /** The upper 48 bits of an address such as {@code 2001:db8:1::17}; 0 if it is none. */
  static long ofIpv6(String text) {
    long prefix = 0;
    int groups = 0;
    int from = 0;
    while (groups < IPV6_GROUPS) {
      int end = text.indexOf(':', from);
      if (end < 0) {
        return 0; // an address of fewer groups has a double colon somewhere
      }
      if (end == from) {
        return prefix << 16 * (IPV6_GROUPS - groups); // the double colon: zeros from here on
      }
      int group = hex(text, from, end);
      if (group < 0) {
        return 0;
      }
      prefix = prefix << 16 | group;
      groups++;
      from = end + 1;
    }
    return prefix;
  }

  private static int hex(String text, int from, int end) {
    if (end - from > 4) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < end; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
