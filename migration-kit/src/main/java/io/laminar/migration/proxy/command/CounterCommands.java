package io.laminar.migration.proxy.command;

import io.laminar.migration.proxy.command.Command.KeyWords;
import io.laminar.migration.proxy.keyspace.Change;
import io.laminar.migration.proxy.resp.Numbers;
import io.laminar.migration.proxy.resp.Reply;
import io.laminar.migration.store.Entry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Values that are numbers. */
final class CounterCommands {

  private CounterCommands() {}

  static List<Command> all() {
    return List.of(
        Command.writing("incr", 2, KeyWords.FIRST, "Adds one", call -> add(call, 1)),
        Command.writing("decr", 2, KeyWords.FIRST, "Takes one away", call -> add(call, -1)),
        Command.writing(
            "incrby", 3, KeyWords.FIRST, "Adds a number", call -> add(call, call.whole(2))),
        Command.writing("decrby", 3, KeyWords.FIRST, "Takes a number away", CounterCommands::take));
  }

  private static Future<Reply> take(Call call) {
    long amount = call.whole(2);
    if (amount == Long.MIN_VALUE) {
      throw CommandException.error("decrement would overflow");
    }
    return add(call, -amount);
  }

  private static Future<Reply> add(Call call, long delta) {
    return call.here()
        .keyspace()
        .change(call.key(1), call.deadline(), there -> added(there, delta));
  }

  private static Change<Reply> added(Entry there, long delta) {
    byte[] digits = there.value().getBytes();
    if (there.isPresent() && !Numbers.isNumber(digits)) {
      throw Call.notWhole();
    }
    long value = there.isPresent() ? Numbers.parse(digits) : 0;
    long sum = value + delta;
    if (((value ^ sum) & (delta ^ sum)) < 0) {
      throw CommandException.error("increment or decrement would overflow");
    }
    return new Change.Write<>(
        Buffer.buffer(Long.toString(sum)), there.expiresAt(), Reply.whole(sum));
  }
}
