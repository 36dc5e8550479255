package io.laminar.migration.proxy.command;

import io.laminar.migration.proxy.command.Command.KeyWords;
import io.laminar.migration.proxy.keyspace.Change;
import io.laminar.migration.proxy.resp.Reply;
import io.laminar.migration.store.Entry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Reading and writing values. */
final class StringCommands {

  private StringCommands() {}

  static List<Command> all() {
    return List.of(
        Command.reading("get", 2, KeyWords.FIRST, "The value of a key", StringCommands::get),
        Command.reading("mget", -2, KeyWords.ALL, "The values of keys", StringCommands::mget),
        Command.reading(
            "strlen", 2, KeyWords.FIRST, "The length of a value", StringCommands::strlen),
        Command.writing("set", -3, KeyWords.FIRST, "Writes a value", StringCommands::set),
        Command.writing(
            "setex",
            4,
            KeyWords.FIRST,
            "Writes a value for some seconds",
            call -> setFor(call, Expiry.EX)),
        Command.writing(
            "psetex",
            4,
            KeyWords.FIRST,
            "Writes a value for some milliseconds",
            call -> setFor(call, Expiry.PX)),
        Command.writing(
            "setnx", 3, KeyWords.FIRST, "Writes a value if there is none", StringCommands::setnx),
        Command.writing(
            "getset", 3, KeyWords.FIRST, "Writes a value and tells the last", StringCommands::swap),
        Command.writing(
            "getdel", 2, KeyWords.FIRST, "Tells a value and deletes it", StringCommands::getdel),
        Command.writing(
            "getex",
            -2,
            KeyWords.FIRST,
            "Tells a value and sets its expiry",
            StringCommands::getex),
        Command.writing(
            "append", 3, KeyWords.FIRST, "Writes behind a value", StringCommands::append),
        Command.writing(
            "mset",
            -3,
            KeyWords.EVERY_OTHER,
            "Writes values, each key by itself",
            StringCommands::mset));
  }

  /** A value as an answer. */
  static Reply bulk(Entry entry) {
    return entry.isPresent() ? new Reply.Bulk(entry.value()) : Reply.NULL;
  }

  private static Future<Reply> get(Call call) {
    return call.here().keyspace().value(call.key(1), call.deadline()).map(StringCommands::bulk);
  }

  private static Future<Reply> mget(Call call) {
    List<String> keys = new ArrayList<>(call.size() - 1);
    for (int i = 1; i < call.size(); i++) {
      keys.add(call.key(i));
    }
    List<Future<Entry>> reads = new ArrayList<>(keys.size());
    keys.forEach(key -> reads.add(call.here().keyspace().value(key, call.deadline())));
    return Future.join(reads)
        .map(all -> new Reply.Many(all.<Entry>list().stream().map(StringCommands::bulk).toList()));
  }

  private static Future<Reply> strlen(Call call) {
    return call.here()
        .keyspace()
        .value(call.key(1), call.deadline())
        .map(entry -> Reply.whole(entry.value().length()));
  }

  private static Future<Reply> set(Call call) {
    var options = SetOptions.of(call);
    String key = call.key(1);
    Buffer value = call.value(2);
    if (options.isPlain()) {
      return write(call, key, value, options.expiresAt());
    }
    return call.here()
        .keyspace()
        .change(
            key,
            call.deadline(),
            there -> {
              boolean sets = options.sets(there);
              Reply answer = options.get() ? bulk(there) : sets ? Reply.OK : Reply.NULL;
              long expiresAt = options.keepsExpiry() ? there.expiresAt() : options.expiresAt();
              return sets
                  ? new Change.Write<>(value, expiresAt, answer)
                  : new Change.Keep<>(answer);
            });
  }

  private static Future<Reply> setFor(Call call, Expiry unit) {
    long expiresAt = unit.positive(call, call.whole(2));
    return write(call, call.key(1), call.value(3), expiresAt);
  }

  private static Future<Reply> write(Call call, String key, Buffer value, long expiresAt) {
    return call.here().keyspace().write(key, value, expiresAt, call.deadline()).map(Reply.OK);
  }

  private static Future<Reply> setnx(Call call) {
    Buffer value = call.value(2);
    return call.here()
        .keyspace()
        .change(
            call.key(1),
            call.deadline(),
            there ->
                there.isPresent()
                    ? new Change.Keep<>(Reply.ZERO)
                    : new Change.Write<>(value, 0, Reply.ONE));
  }

  private static Future<Reply> swap(Call call) {
    Buffer value = call.value(2);
    return call.here()
        .keyspace()
        .change(call.key(1), call.deadline(), there -> new Change.Write<>(value, 0, bulk(there)));
  }

  private static Future<Reply> getdel(Call call) {
    return call.here()
        .keyspace()
        .change(
            call.key(1),
            call.deadline(),
            there ->
                there.isPresent()
                    ? new Change.Remove<>(bulk(there))
                    : new Change.Keep<>(Reply.NULL));
  }

  private static Future<Reply> getex(Call call) {
    if (call.size() == 2) {
      return get(call);
    }
    boolean persists = call.size() == 3 && call.keyword(2).equals("PERSIST");
    if (!persists && (call.size() != 4 || Expiry.option(call.keyword(2)).isEmpty())) {
      throw CommandException.syntax();
    }
    long expiresAt =
        persists ? 0 : Expiry.option(call.keyword(2)).get().positive(call, call.whole(3));
    return call.here()
        .keyspace()
        .change(
            call.key(1),
            call.deadline(),
            there ->
                there.isPresent() && there.expiresAt() != expiresAt
                    ? new Change.Write<>(there.value(), expiresAt, bulk(there))
                    : new Change.Keep<>(bulk(there)));
  }

  private static Future<Reply> append(Call call) {
    Buffer tail = call.value(2);
    return call.here()
        .keyspace()
        .change(
            call.key(1),
            call.deadline(),
            there -> {
              int length = Math.addExact(there.value().length(), tail.length());
              Buffer value = Buffer.buffer(length).appendBuffer(there.value()).appendBuffer(tail);
              return new Change.Write<>(value, there.expiresAt(), Reply.whole(length));
            });
  }

  private static Future<Reply> mset(Call call) {
    if (call.size() % 2 == 0) {
      throw CommandException.wrongNumber("mset");
    }
    List<String> keys = new ArrayList<>(call.size() / 2);
    for (int i = 1; i < call.size(); i += 2) {
      keys.add(call.key(i)); // all are looked at before anything is sent
    }
    List<Future<Void>> writes = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      writes.add(
          call.here().keyspace().write(keys.get(i), call.value(2 + 2 * i), 0, call.deadline()));
    }
    return Future.join(writes).map(Reply.OK);
  }
}
