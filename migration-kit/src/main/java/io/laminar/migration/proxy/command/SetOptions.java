package io.laminar.migration.proxy.command;

import io.laminar.migration.store.Entry;
import java.util.Optional;

/**
 * What may stand behind {@code SET key value}.
 *
 * @param ifAbsent NX
 * @param ifPresent XX
 * @param get tells what was there
 * @param keepsExpiry KEEPTTL
 * @param expiresAt milliseconds since the epoch, 0 = never
 */
record SetOptions(
    boolean ifAbsent, boolean ifPresent, boolean get, boolean keepsExpiry, long expiresAt) {

  static SetOptions of(Call call) {
    var options = new SetOptions(false, false, false, false, 0);
    for (int i = 3; i < call.size(); i++) {
      String keyword = call.keyword(i);
      Optional<Expiry> unit = Expiry.option(keyword);
      if (unit.isPresent()) {
        options = options.until(unit.get().positive(call, call.whole(++i)));
      } else {
        options = options.with(keyword);
      }
    }
    return options;
  }

  /** True if it does not matter what is there. */
  boolean isPlain() {
    return !ifAbsent && !ifPresent && !get && !keepsExpiry;
  }

  /** True if the value is to be written over this. */
  boolean sets(Entry there) {
    return there.isPresent() ? !ifAbsent : !ifPresent;
  }

  private SetOptions with(String keyword) {
    boolean known =
        switch (keyword) {
          case "NX" -> !ifPresent;
          case "XX" -> !ifAbsent;
          case "GET" -> true;
          case "KEEPTTL" -> expiresAt == 0;
          default -> false;
        };
    if (!known) {
      throw CommandException.syntax();
    }
    return new SetOptions(
        ifAbsent || keyword.equals("NX"),
        ifPresent || keyword.equals("XX"),
        get || keyword.equals("GET"),
        keepsExpiry || keyword.equals("KEEPTTL"),
        expiresAt);
  }

  private SetOptions until(long time) {
    if (expiresAt != 0 || keepsExpiry) {
      throw CommandException.syntax();
    }
    return new SetOptions(ifAbsent, ifPresent, get, keepsExpiry, time);
  }
}
