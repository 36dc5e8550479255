package io.laminar.migration.redis;

import io.laminar.migration.codec.Format;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeySpace;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Writes entries that are newer than what is there.
 *
 * <p>A script decides, and costs the server twice what a plain write does. Of many entries, as a
 * copy brings them, most find nothing there. So those that never expire go out as {@code MSETNX} of
 * a slice of them first, which writes all or, if one is there, none; what that refused goes out as
 * {@code SET NX} each; and only what was refused again is decided by the script. Where most are
 * refused a way is left out for a while.
 */
final class RedisPuts {

  /** So many times the script alone, before plain writes are tried again. */
  private static final int SCRIPTS_IN_A_ROW = 32;

  /** Likewise for plain writes one by one, before whole slices are tried again. */
  private static final int SINGLES_IN_A_ROW = 32;

  /** A user or a server who does without {@code MSETNX} does not change. */
  private static final int FOR_EVER = Integer.MAX_VALUE;

  private final RedisLink link;
  private final ScriptCalls calls;
  private final KeySpace space;
  private final Optional<ListedKeys> listed;
  private final Format writes;
  private final long tombstoneMillis;
  private final LongSupplier nowMillis;
  private int scriptsLeft;

  /** So many times one by one, before slices are tried again. */
  private int singlesLeft;

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
    boolean lasting = true;
    for (KeyedEntry keyed : entries) {
      Entry entry = keyed.entry();
      Landing landing = landing(entry);
      plain &= !landing.removes;
      lasting &= landing.expiresAt == 0;
      puts.add(new Put(space.full(keyed.key()), entry.version(), landing));
    }
    String operation = "put " + entries.size() + " entries";
    long endNanos = ScriptCalls.endOf(link.deadlineMillis());
    if (plain) {
      return lasting && singlesLeft == 0 && areDistinct(puts)
          ? together(operation, puts, endNanos)
          : singly(operation, puts, endNanos);
    }
    scriptsLeft = Math.max(0, scriptsLeft - 1);
    return decided(operation, puts, endNanos);
  }

  /** Of a key that is given twice, a command that takes both would keep the last. */
  private static boolean areDistinct(List<Put> puts) {
    Set<String> keys = new HashSet<>(puts.size() * 2);
    for (Put put : puts) {
      if (!keys.add(put.key)) {
        return false;
      }
    }
    return true;
  }

  private Future<List<Boolean>> together(String operation, List<Put> puts, long endNanos) {
    Slices slices = slicesOf(puts);
    List<Request> sets = slices.each((from, to) -> msetnx(puts.subList(from, to)));
    return link.sendAll(
            operation,
            sets,
            ScriptCalls.remainingMillis(endNanos),
            (slice, key) -> puts.get(slices.placeOf(slice, 0)).key)
        .transform(
            done -> {
              if (done.failed()) {
                return withoutMsetnx(operation, puts, endNanos, done.cause());
              }
              var written = new boolean[puts.size()];
              int refused = 0;
              for (int i = 0; i < sets.size(); i++) {
                boolean all = done.result().get(i).toInteger() == 1;
                refused += all ? 0 : 1;
                Arrays.fill(written, slices.placeOf(i, 0), slices.endOf(i), all);
              }
              singlesLeft = refused > sets.size() / 2 ? SINGLES_IN_A_ROW : 0;
              return settled(puts, written, rest -> singly(operation, rest, endNanos));
            });
  }

  private Future<List<Boolean>> withoutMsetnx(
      String operation, List<Put> puts, long endNanos, Throwable failure) {
    if (!(failure instanceof StoreException store) || store.kind() != Kind.REFUSED) {
      return Future.failedFuture(failure);
    }
    singlesLeft = FOR_EVER;
    return singly(operation, puts, endNanos);
  }

  private static Request msetnx(List<Put> puts) {
    Request set = Request.cmd(Command.MSETNX);
    for (Put put : puts) {
      set.arg(put.key).arg(put.landing.bytes);
    }
    return set;
  }

  private Future<List<Boolean>> singly(String operation, List<Put> puts, long endNanos) {
    if (singlesLeft != FOR_EVER) {
      singlesLeft = Math.max(0, singlesLeft - 1);
    }
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
        .compose(
            answers -> {
              var written = new boolean[puts.size()];
              int refused = 0;
              for (int i = 0; i < written.length; i++) {
                written[i] = answers.get(i) != null;
                refused += written[i] ? 0 : 1;
              }
              scriptsLeft = refused > puts.size() / 2 ? SCRIPTS_IN_A_ROW : 0;
              return settled(puts, written, rest -> decided(operation, rest, endNanos));
            });
  }

  /** Lets another way settle what was not written. */
  private static Future<List<Boolean>> settled(
      List<Put> puts, boolean[] written, Function<List<Put>, Future<List<Boolean>>> otherWay) {
    List<Put> refused = new ArrayList<>();
    List<Boolean> answers = new ArrayList<>(written.length);
    for (int i = 0; i < written.length; i++) {
      answers.add(written[i]);
      if (!written[i]) {
        refused.add(puts.get(i));
      }
    }
    if (refused.isEmpty()) {
      return Future.succeededFuture(answers);
    }
    return otherWay
        .apply(refused)
        .map(
            others -> {
              int next = 0;
              for (int i = 0; i < written.length; i++) {
                if (!written[i]) {
                  answers.set(i, others.get(next++));
                }
              }
              return answers;
            });
  }

  private static Slices slicesOf(List<Put> puts) {
    return Slices.forScript(puts.size(), i -> puts.get(i).landing.bytes.length());
  }

  private Future<List<Boolean>> decided(String operation, List<Put> puts, long endNanos) {
    Slices slices = slicesOf(puts);
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
