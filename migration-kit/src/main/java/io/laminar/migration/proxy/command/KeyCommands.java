package io.laminar.migration.proxy.command;

import io.laminar.migration.proxy.command.Command.KeyWords;
import io.laminar.migration.proxy.keyspace.Glob;
import io.laminar.migration.proxy.keyspace.KeyScan;
import io.laminar.migration.proxy.keyspace.Keyspace;
import io.laminar.migration.proxy.keyspace.Scans;
import io.laminar.migration.proxy.resp.Reply;
import io.laminar.migration.store.Entry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Keys, whatever is under them. */
final class KeyCommands {

  /** Commands that see all keys: they wait for what the client asked for before. */
  static final Set<String> SEES_ALL = Set.of("SCAN", "DBSIZE");

  private static final Reply STRING = new Reply.Simple("string");
  private static final Reply NONE = new Reply.Simple("none");

  private KeyCommands() {}

  static List<Command> all() {
    return List.of(
        Command.writing("del", -2, KeyWords.ALL, "Deletes keys", KeyCommands::del),
        Command.writing("unlink", -2, KeyWords.ALL, "Deletes keys", KeyCommands::del),
        Command.reading(
            "exists", -2, KeyWords.ALL, "How many of the keys there are", KeyCommands::exists),
        Command.reading(
            "touch", -2, KeyWords.ALL, "How many of the keys there are", KeyCommands::exists),
        Command.reading("type", 2, KeyWords.FIRST, "string or none", KeyCommands::type),
        Command.reading("scan", -2, KeyWords.NONE, "The next keys of all", KeyCommands::scan),
        Command.reading(
            "dbsize", 1, KeyWords.NONE, "About how many keys there are", KeyCommands::dbsize));
  }

  private static Future<Reply> del(Call call) {
    Keyspace keyspace = call.here().keyspace();
    Set<String> keys = new LinkedHashSet<>(keys(call));
    List<Future<Boolean>> deletes = new ArrayList<>(keys.size());
    keys.forEach(key -> deletes.add(keyspace.delete(key, call.deadline())));
    return Future.join(deletes)
        .map(all -> Reply.whole(all.<Boolean>list().stream().filter(was -> was).count()));
  }

  private static Future<Reply> exists(Call call) {
    Keyspace keyspace = call.here().keyspace();
    List<Future<Entry>> reads = new ArrayList<>(call.size() - 1);
    keys(call).forEach(key -> reads.add(keyspace.value(key, call.deadline())));
    return Future.join(reads)
        .map(all -> Reply.whole(all.<Entry>list().stream().filter(Entry::isPresent).count()));
  }

  private static Future<Reply> type(Call call) {
    return call.here()
        .keyspace()
        .value(call.key(1), call.deadline())
        .map(entry -> entry.isPresent() ? STRING : NONE);
  }

  private static Future<Reply> dbsize(Call call) {
    return call.here().keyspace().store().estimateSize().map(Reply::whole);
  }

  private static Future<Reply> scan(Call call) {
    long number = cursor(call.text(1));
    var options = ScanOptions.of(call);
    return place(call, number)
        .compose(place -> call.here().scan().page(place, options.limit()))
        .map(part -> answer(call, options, part));
  }

  private static Future<Scans.Place> place(Call call, long number) {
    if (number == 0) {
      return call.here().scan().begin();
    }
    Scans scans = call.here().installation().scans();
    return Future.succeededFuture(
        scans
            .find(number)
            .orElseThrow(
                () ->
                    CommandException.error(
                        "cursor "
                            + number
                            + " is not known: it is of another process, or "
                            + scans.capacity()
                            + " were given since; begin again with cursor 0")));
  }

  private static Reply answer(Call call, ScanOptions options, KeyScan.Part part) {
    var installation = call.here().installation();
    List<Reply> keys = new ArrayList<>(part.keys().size());
    for (String key : part.keys()) {
      String shown = installation.keys().toClient(key);
      if (options.wants(shown)) {
        keys.add(Reply.bulk(shown));
      }
    }
    long next = part.next().map(installation.scans()::keep).orElse(0L);
    return new Reply.Many(List.of(Reply.bulk(Long.toString(next)), new Reply.Many(keys)));
  }

  private static long cursor(String text) {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw CommandException.error("invalid cursor");
    }
  }

  /** All are looked at before anything is sent. */
  private static List<String> keys(Call call) {
    List<String> keys = new ArrayList<>(call.size() - 1);
    for (int i = 1; i < call.size(); i++) {
      keys.add(call.key(i));
    }
    return keys;
  }

  /**
   * What may stand behind {@code SCAN cursor}.
   *
   * @param strings false if another type is asked for: there is none
   */
  private record ScanOptions(Glob pattern, int limit, boolean strings) {

    private static final Glob EVERYTHING = new Glob(new byte[] {'*'});
    private static final int USUAL = 10;

    /** A page comes with its values from the store. */
    private static final int MOST = 1_000;

    static ScanOptions of(Call call) {
      var options = new ScanOptions(EVERYTHING, USUAL, true);
      for (int i = 2; i < call.size(); i += 2) {
        if (i + 1 == call.size()) {
          throw CommandException.syntax();
        }
        options = options.with(call, i);
      }
      return options;
    }

    private ScanOptions with(Call call, int i) {
      return switch (call.keyword(i)) {
        case "MATCH" -> new ScanOptions(new Glob(call.request().word(i + 1)), limit, strings);
        case "COUNT" -> new ScanOptions(pattern, count(call.whole(i + 1)), strings);
        case "TYPE" -> new ScanOptions(pattern, limit, call.keyword(i + 1).equals("STRING"));
        default -> throw CommandException.syntax();
      };
    }

    private static int count(long given) {
      if (given < 1) {
        throw CommandException.syntax();
      }
      return (int) Math.min(MOST, given);
    }

    boolean wants(String key) {
      return strings && pattern.matches(key);
    }
  }
}
