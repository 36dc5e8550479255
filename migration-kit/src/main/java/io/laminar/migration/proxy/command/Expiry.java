package io.laminar.migration.proxy.command;

import java.util.Map;
import java.util.Optional;

/** A time as commands give it: in seconds or milliseconds, from now or since the epoch. */
enum Expiry {
  EX(1_000, true),
  PX(1, true),
  EXAT(1_000, false),
  PXAT(1, false);

  private static final Map<String, Expiry> BY_OPTION =
      Map.of("EX", EX, "PX", PX, "EXAT", EXAT, "PXAT", PXAT);

  private final long millis;
  private final boolean fromNow;

  Expiry(long millis, boolean fromNow) {
    this.millis = millis;
    this.fromNow = fromNow;
  }

  /** The one that an option names. */
  static Optional<Expiry> option(String keyword) {
    return Optional.ofNullable(BY_OPTION.get(keyword));
  }

  /** Milliseconds since the epoch, for a command that refuses what is not in the future at all. */
  long positive(Call call, long amount) {
    if (amount <= 0) {
      throw invalid(call);
    }
    return any(call, amount);
  }

  /** Milliseconds since the epoch; may lie in the past. */
  long any(Call call, long amount) {
    if (amount > Long.MAX_VALUE / millis || amount < Long.MIN_VALUE / millis) {
      throw invalid(call);
    }
    long time = amount * millis;
    if (!fromNow) {
      return time;
    }
    long now = call.here().keyspace().now();
    if (time > Long.MAX_VALUE - now) {
      throw invalid(call);
    }
    return now + time;
  }

  private static CommandException invalid(Call call) {
    return CommandException.error("invalid expire time in '" + call.command() + "' command");
  }
}
