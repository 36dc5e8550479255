package io.laminar.migration.redis;

import io.laminar.migration.codec.Format;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeySpace;
import io.laminar.migration.store.KeyedEntry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Writes entries that are newer than what is there.
 *
 * <p>A script decides, and costs the server twice what a plain write does. Of many entries, as a
 * copy brings them, most find nothing there; so these go out as {@code SET NX} first, and only what
 * was refused is decided by the script. Where most are refused that is left out for a while.
 */
final class RedisPuts {

  /** So many times the script alone, before plain writes are tried again. */
  private static final int SCRIPTS_IN_A_ROW = 32;

  private final RedisLink link;
  private final ScriptCalls calls;
  private final KeySpace space;
  private final Optional<ListedKeys> listed;
  private final Format writes;
  private final long tombstoneMillis;
  private final LongSupplier nowMillis;
  private int scriptsLeft;

  RedisPuts(
      RedisLink link,
      ScriptCalls calls,
      KeySpace space,
      Optional<ListedKeys> listed,
      Format writes,
      Duration tombstoneLife,
      LongSupplier nowMillis) {
    this.link = link;
    this.calls = calls;
    this.space = space;
    this.listed = listed;
    this.writes = writes;
    this.tombstoneMillis = tombstoneLife.toMillis();
    this.nowMillis = nowMillis;
  }

  /**
   * How an entry is stored.
   *
   * @param expiresAt when the server may forget it, 0 = never
   * @param removes true: by removing the key
   */
  record Landing(Buffer bytes, long expiresAt, boolean removes) {}

  /** How an entry is stored now. */
  Landing landing(Entry given) {
    long now = nowMillis.getAsLong();
    Entry entry = given.settledAt(now);
    return new Landing(
        writes.encode(entry),
        entry.tombstone() ? now + tombstoneMillis : entry.expiresAt(),
        entry.tombstone() && writes == Format.PLAIN);
  }

  /** An entry under the key that the server knows. */
  private record Put(String key, long version, Landing landing) {}

  /**
   * Writes those that are newer.
   *
   * @param entries legal ones
   * @return for each whether it was written
   * @throws IllegalArgumentException if the format cannot hold an entry; nothing is sent then
   */
  Future<List<Boolean>> put(List<KeyedEntry> entries) {
    List<Put> puts = new ArrayList<>(entries.size());
    boolean plain = entries.size() > 1 && listed.isEmpty() && scriptsLeft == 0;
    for (KeyedEntry keyed : entries) {
      Entry entry = keyed.entry();
      Landing landing = landing(entry);
      plain &= !landing.removes;
      puts.add(new Put(space.full(keyed.key()), entry.version(), landing));
    }
    String operation = "put " + entries.size() + " entries";
    long endNanos = ScriptCalls.endOf(link.deadlineMillis());
    if (plain) {
      return plainly(operation, puts, endNanos);
    }
    scriptsLeft = Math.max(0, scriptsLeft - 1);
    return decided(operation, puts, endNanos);
  }

  private Future<List<Boolean>> plainly(String operation, List<Put> puts, long endNanos) {
    List<Request> sets = new ArrayList<>(puts.size());
    for (Put put : puts) {
      Request set = Request.cmd(Command.SET).arg(put.key).arg(put.landing.bytes).arg("NX");
      sets.add(put.landing.expiresAt == 0 ? set : set.arg("PXAT").arg(put.landing.expiresAt));
    }
    return link.sendAll(
            operation,
            sets,
            ScriptCalls.remainingMillis(endNanos),
            (command, key) -> puts.get(command).key)
        .compose(answers -> settled(operation, puts, answers, endNanos));
  }

  private Future<List<Boolean>> settled(
      String operation, List<Put> puts, List<Response> answers, long endNanos) {
    var written = new Boolean[puts.size()];
    List<Put> refused = new ArrayList<>();
    for (int i = 0; i < written.length; i++) {
      written[i] = answers.get(i) != null;
      if (!written[i]) {
        refused.add(puts.get(i));
      }
    }
    if (refused.isEmpty()) {
      return Future.succeededFuture(Arrays.asList(written));
    }
    scriptsLeft = refused.size() > puts.size() / 2 ? SCRIPTS_IN_A_ROW : 0;
    return decided(operation, refused, endNanos)
        .map(
            decisions -> {
              int next = 0;
              for (int i = 0; i < written.length; i++) {
                written[i] = written[i] || decisions.get(next++);
              }
              return Arrays.asList(written);
            });
  }

  private Future<List<Boolean>> decided(String operation, List<Put> puts, long endNanos) {
    Slices slices = Slices.forScript(puts.size(), i -> puts.get(i).landing.bytes.length());
    return calls
        .send(
            operation,
            RedisScripts.PUT_IF_NEWER,
            slices.each((from, to) -> script(puts.subList(from, to))),
            ScriptCalls.remainingMillis(endNanos),
            (slice, key) -> puts.get(slices.placeOf(slice, key)).key)
        .map(
            answers -> {
              List<Boolean> written = new ArrayList<>(puts.size());
              for (Response answer : answers) {
                for (int i = 0; i < answer.size(); i++) {
                  written.add(answer.get(i).toInteger() == 1);
                }
              }
              return written;
            });
  }

  private Request script(List<Put> puts) {
    List<String> keys = new ArrayList<>(puts.size() + 1);
    Buffer marks = Buffer.buffer(puts.size() * RedisScripts.MARK_BYTES);
    for (Put put : puts) {
      keys.add(put.key);
      marks
          .appendLong(put.version)
          .appendLong(put.landing.expiresAt)
          .appendByte((byte) (put.landing.removes ? 1 : 0));
    }
    listed.ifPresent(list -> keys.add(list.key()));
    Request call = RedisScripts.PUT_IF_NEWER.call(keys).arg(marks);
    puts.forEach(put -> call.arg(put.landing.bytes));
    return call;
  }
}
