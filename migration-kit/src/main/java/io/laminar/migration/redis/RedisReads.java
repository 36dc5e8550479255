package io.laminar.migration.redis;

import io.laminar.migration.codec.Format;
import io.laminar.migration.store.Entry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The ways to read entries. A bare value does not say when it ends; to ask for that costs a script,
 * so it is only done for who must know, and for bare values. Keys are as the server knows them.
 */
final class RedisReads {

  private final RedisLink link;
  private final ScriptCalls calls;
  private final LongSupplier nowMillis;

  /** Values of the last page of a scan were bare for the most part: likely those of the next. */
  private boolean mostlyBare;

  RedisReads(RedisLink link, ScriptCalls calls, LongSupplier nowMillis) {
    this.link = link;
    this.calls = calls;
    this.nowMillis = nowMillis;
  }

  /** In one command, and without the expiry of bare values. */
  Future<List<Entry>> values(List<String> keys) {
    return link.send("get", mget(keys, 0, keys.size()))
        .map(
            answer -> {
              List<Entry> entries = new ArrayList<>(answer.size());
              decodeInto(entries, answer, nowMillis.getAsLong());
              return entries;
            });
  }

  /** With exact expiry. */
  Future<List<Entry>> exact(List<String> keys, long withinMillis) {
    Slices slices = Slices.forScript(keys.size());
    List<Request> requests =
        slices.each((from, to) -> RedisScripts.READ.call(keys.subList(from, to)));
    return calls
        .send(
            "read " + keys.size() + " keys",
            RedisScripts.READ,
            requests,
            withinMillis,
            (slice, key) -> keys.get(slices.placeOf(slice, key)))
        .map(
            answers -> {
              long now = nowMillis.getAsLong();
              List<Entry> entries = new ArrayList<>(keys.size());
              for (Response answer : answers) {
                for (int i = 0; i < answer.size(); i += 2) {
                  entries.add(exact(answer.get(i), answer.get(i + 1), now));
                }
              }
              return entries;
            });
  }

  /** Leaves out of a scan what could not be read after it. */
  void onlyText(Request scan) {
    if (mostlyBare) { // the other way to read takes what is no text for nothing
      scan.arg("TYPE").arg("string");
    }
  }

  /** With exact expiry, for keys that a scan found. */
  Future<List<Entry>> scanned(List<String> keys, long endNanos) {
    if (keys.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    if (mostlyBare) {
      return exact(keys, ScriptCalls.remainingMillis(endNanos)).map(this::noted);
    }
    List<Request> requests = Slices.forReads(keys.size()).each((from, to) -> mget(keys, from, to));
    return link.sendAll(
            "scan",
            requests,
            ScriptCalls.remainingMillis(endNanos),
            (command, key) -> "MGET " + (command + 1))
        .compose(
            answers -> {
              long now = nowMillis.getAsLong();
              List<Entry> entries = new ArrayList<>(keys.size());
              answers.forEach(answer -> decodeInto(entries, answer, now));
              return completed(keys, noted(entries), endNanos);
            });
  }

  private List<Entry> noted(List<Entry> page) {
    int bare = 0;
    for (int i = 0; i < page.size(); i++) {
      bare += isBare(page.get(i)) ? 1 : 0;
    }
    mostlyBare = bare > page.size() / 2;
    return page;
  }

  /** Asks again for what may end without saying so. */
  private Future<List<Entry>> completed(List<String> keys, List<Entry> entries, long endNanos) {
    List<String> bareKeys = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      if (isBare(entries.get(i))) {
        bareKeys.add(keys.get(i));
      }
    }
    if (bareKeys.isEmpty()) {
      return Future.succeededFuture(entries);
    }
    return exact(bareKeys, ScriptCalls.remainingMillis(endNanos))
        .map(
            exact -> {
              int next = 0;
              for (int i = 0; i < entries.size(); i++) {
                if (isBare(entries.get(i))) {
                  entries.set(i, exact.get(next++));
                }
              }
              return entries;
            });
  }

  private static boolean isBare(Entry entry) {
    return entry.version() == Entry.LEGACY_VERSION && !entry.tombstone();
  }

  private static Request mget(List<String> keys, int from, int to) {
    Request mget = Request.cmd(Command.MGET);
    for (int i = from; i < to; i++) {
      mget.arg(keys.get(i));
    }
    return mget;
  }

  private static void decodeInto(List<Entry> entries, Response values, long now) {
    for (int i = 0; i < values.size(); i++) {
      Response value = values.get(i);
      entries.add(value == null ? Entry.ABSENT : living(Format.decode(value.toBuffer()), now));
    }
  }

  private static Entry exact(Response value, Response expiresAt, long now) {
    if (value == null) {
      return Entry.ABSENT;
    }
    Buffer bytes = value.toBuffer();
    Entry entry = Format.decode(bytes);
    return living(
        Format.isEnvelope(bytes)
            ? entry
            : Entry.of(entry.value(), entry.version(), expiresAt.toLong()),
        now);
  }

  private static Entry living(Entry entry, long now) {
    return entry.isExpired(now) ? Entry.ABSENT : entry;
  }
}
