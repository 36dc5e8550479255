package io.laminar.migration.proxy.command;

import io.laminar.migration.proxy.command.Command.KeyWords;
import io.laminar.migration.proxy.keyspace.Change;
import io.laminar.migration.proxy.resp.Reply;
import io.laminar.migration.store.Entry;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** How long values stay. */
final class ExpiryCommands {

  private static final long NO_KEY = -2;
  private static final long NO_END = -1;

  private ExpiryCommands() {}

  static List<Command> all() {
    return List.of(
        expiring("expire", "Ends a value in some seconds", Expiry.EX),
        expiring("pexpire", "Ends a value in some milliseconds", Expiry.PX),
        expiring("expireat", "Ends a value at a second", Expiry.EXAT),
        expiring("pexpireat", "Ends a value at a millisecond", Expiry.PXAT),
        telling("ttl", "The seconds that a value has left", true, ExpiryCommands::seconds),
        telling("pttl", "The milliseconds that a value has left", true, millis -> millis),
        telling("expiretime", "The second at which a value ends", false, ExpiryCommands::seconds),
        telling("pexpiretime", "The millisecond at which a value ends", false, millis -> millis),
        Command.writing(
            "persist", 2, KeyWords.FIRST, "Lets a value stay", ExpiryCommands::persist));
  }

  private static Command expiring(String name, String summary, Expiry unit) {
    return Command.writing(name, -3, KeyWords.FIRST, summary, call -> expire(call, unit));
  }

  private static Command telling(
      String name, String summary, boolean fromNow, LongUnaryOperator rounded) {
    return Command.reading(name, 2, KeyWords.FIRST, summary, call -> tell(call, fromNow, rounded));
  }

  /** To the nearest, as Redis rounds. */
  private static long seconds(long millis) {
    return (millis + 500) / 1_000;
  }

  private static Future<Reply> tell(Call call, boolean fromNow, LongUnaryOperator rounded) {
    return call.here()
        .keyspace()
        .entry(call.key(1), call.deadline())
        .map(
            entry -> {
              if (!entry.isPresent()) {
                return Reply.whole(NO_KEY);
              }
              if (entry.expiresAt() == 0) {
                return Reply.whole(NO_END);
              }
              long from = fromNow ? call.here().keyspace().now() : 0;
              return Reply.whole(rounded.applyAsLong(Math.max(0, entry.expiresAt() - from)));
            });
  }

  private static Future<Reply> expire(Call call, Expiry unit) {
    long time = unit.any(call, call.whole(2));
    var condition = Condition.of(call);
    return call.here()
        .keyspace()
        .change(
            call.key(1),
            call.deadline(),
            there -> {
              if (!there.isPresent() || !condition.allows(there, time)) {
                return new Change.Keep<>(Reply.ZERO);
              }
              return time <= 0
                  ? new Change.Remove<>(Reply.ONE)
                  : new Change.Write<>(there.value(), time, Reply.ONE);
            });
  }

  private static Future<Reply> persist(Call call) {
    return call.here()
        .keyspace()
        .change(
            call.key(1),
            call.deadline(),
            there ->
                there.isPresent() && there.expiresAt() != 0
                    ? new Change.Write<>(there.value(), 0, Reply.ONE)
                    : new Change.Keep<>(Reply.ZERO));
  }

  /** When an expiry may be set, by the one that is there. */
  private record Condition(boolean ifNone, boolean ifAny, boolean ifLater, boolean ifSooner) {

    static Condition of(Call call) {
      var condition = new Condition(false, false, false, false);
      for (int i = 3; i < call.size(); i++) {
        condition = condition.with(call.keyword(i), call.text(i));
      }
      if (condition.ifNone && (condition.ifAny || condition.ifLater || condition.ifSooner)) {
        throw CommandException.error(
            "NX and XX, GT or LT options at the same time are not compatible");
      }
      if (condition.ifLater && condition.ifSooner) {
        throw CommandException.error("GT and LT options at the same time are not compatible");
      }
      return condition;
    }

    private Condition with(String keyword, String given) {
      return switch (keyword) {
        case "NX" -> new Condition(true, ifAny, ifLater, ifSooner);
        case "XX" -> new Condition(ifNone, true, ifLater, ifSooner);
        case "GT" -> new Condition(ifNone, ifAny, true, ifSooner);
        case "LT" -> new Condition(ifNone, ifAny, ifLater, true);
        default -> throw CommandException.error("Unsupported option " + given);
      };
    }

    /** A value without an end ends later than all others. */
    boolean allows(Entry there, long time) {
      long end = there.expiresAt() == 0 ? Long.MAX_VALUE : there.expiresAt();
      boolean has = there.expiresAt() != 0;
      return !(ifNone && has || ifAny && !has || ifLater && time <= end || ifSooner && time >= end);
    }
  }
}
