package io.laminar.bidder.admin;

import io.laminar.migration.config.BearerToken;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How operators reach the bidder.
 *
 * @param port 0 = any that is free
 * @param token whoever has it may steer; empty: the port stays closed
 * @param bidding whether the bidder bids before an operator says anything
 */
public record AdminOptions(String host, int port, String token, boolean bidding) {

  public static final Setting<String> HOST =
      Setting.matching(
          "bidder.admin-host",
          Pattern.compile("[A-Za-z0-9._:%-]+"),
          "a host name or address; 0.0.0.0 = every interface",
          "127.0.0.1",
          "the interface that the operators' port is opened on");
  public static final Setting<Integer> PORT =
      Setting.integer(
          "bidder.admin-port", 0, 65_535, "", 8_082, "the operators' port; 0 = any that is free");
  public static final Setting<String> TOKEN =
      Setting.secret(
          "bidder.admin-token",
          "what operators send as authorization: Bearer TOKEN, 16..256 printable characters"
              + " without blanks; empty = the port stays closed");
  public static final Setting<Boolean> BIDDING =
      Setting.flag(
          "bidder.bidding",
          true,
          "whether the bidder bids from its start on; false = only after an operator said so");

  public static final List<Setting<?>> SETTINGS = List.of(HOST, PORT, TOKEN, BIDDING);

  public static final Configuration.Rule TOKEN_IS_STRONG = BearerToken.isStrong(TOKEN);

  public static AdminOptions from(Configuration configuration) {
    return new AdminOptions(
        configuration.get(HOST),
        configuration.get(PORT),
        configuration.get(TOKEN),
        configuration.get(BIDDING));
  }

  /** True if the port is to be opened. */
  public boolean isOpen() {
    return !token.isEmpty();
  }

  /** Without the token: records end up in logs. */
  @Override
  public String toString() {
    return "AdminOptions[host=" + host + ", port=" + port + ", token=***]";
  }
}
