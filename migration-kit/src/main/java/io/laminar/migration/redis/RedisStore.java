package io.laminar.migration.redis;

import io.laminar.migration.codec.Format;
import io.laminar.migration.store.Capabilities;
import io.laminar.migration.store.Capabilities.Feature;
import io.laminar.migration.store.Capabilities.Support;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeySpace;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Keys;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.laminar.migration.store.TickJoiner;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Entries as Redis strings under {@code prefix + key}, in either {@link Format}.
 *
 * <p>Expiry is Redis's own ({@code PXAT}); the envelope repeats it, so that a copy needs no second
 * question. A tombstone in the envelope format is a value of its own that Redis removes after the
 * tombstone's life; in the plain format a delete removes the key and leaves no trace. Look-ups of
 * one event-loop tick travel as one {@code MGET}. A scan is Redis's {@code SCAN}, whose cursor
 * stays valid across connections and while the server rehashes, whole or in {@linkplain ScanSlice
 * parts}; a store that {@linkplain ListedKeys lists its keys} walks that list instead.
 */
public final class RedisStore implements Store {

  private static final int MAX_JOINED = 512;

  /** Redis holds 512 MB in a string; one that large would hold up all others on its way. */
  private static final int MAX_VALUE_BYTES = 64 * 1024 * 1024;

  /** What Redis can do and hold, wherever it is. */
  public static final Capabilities CAPABILITIES =
      new Capabilities(
          "Redis 6.2",
          Map.of(
              Feature.EXPIRY, Support.by("PXAT, to the millisecond"),
              Feature.CONDITIONAL_PUT,
                  Support.by("SET NX where nothing is there, else a Lua script; pipelined"),
              Feature.SCAN,
                  Support.by("SCAN over the whole database, in parts, filtered by prefix"),
              Feature.COUNTER,
                  Support.faked("compare-and-set loop: two round trips, more if raced"),
              Feature.CHANGE_STREAM,
                  Support.none(
                      "keyspace notifications get lost (race R15); servers may follow each other in"
                          + " synchronize")),
          Keys.MAX_BYTES,
          MAX_VALUE_BYTES);

  private final RedisLink link;
  private final ScriptCalls calls;
  private final String prefix;
  private final KeySpace space;
  private final RedisReads reads;
  private final RedisPuts puts;
  private final LongSupplier nowMillis;
  private final TickJoiner<String, Entry> gets;
  private final Optional<ListedKeys> listed;

  private RedisStore(Vertx vertx, RedisLink link, Options options) {
    this.link = link;
    this.calls = new ScriptCalls(link);
    this.prefix = options.prefix();
    this.space = new KeySpace(options.prefix());
    this.nowMillis = System::currentTimeMillis;
    this.listed = options.listed() ? Optional.of(new ListedKeys(prefix)) : Optional.empty();
    this.reads = new RedisReads(link, calls, nowMillis);
    this.puts =
        new RedisPuts(
            link, calls, space, listed, options.writes(), options.tombstoneLife(), nowMillis);
    this.gets = new TickJoiner<>(vertx.getOrCreateContext(), MAX_JOINED, reads::values);
  }

  /**
   * What a store needs to know.
   *
   * @param prefix goes before every key, such as {@code profile:}
   * @param writes the format of what is written; both are always read
   * @param deadline for one command
   * @param maxInFlight commands that may wait for an answer
   * @param tombstoneLife how long a tombstone stays; must be longer than any migration
   * @param listed true if the store lists its keys, so that a scan costs what there is; every
   *     connection to the store must say the same, and {@code writes} be the envelope
   */
  public record Options(
      String uri,
      String prefix,
      Format writes,
      Duration deadline,
      int maxInFlight,
      Duration tombstoneLife,
      boolean listed) {

    public Options {
      if (listed && writes != Format.ENVELOPE) {
        throw new IllegalArgumentException("only envelopes are listed, was " + writes);
      }
    }

    /** Without a list of the keys. */
    public Options(
        String uri,
        String prefix,
        Format writes,
        Duration deadline,
        int maxInFlight,
        Duration tombstoneLife) {
      this(uri, prefix, writes, deadline, maxInFlight, tombstoneLife, false);
    }
  }

  /** Opens a connection on the current context; fails if the server cannot be reached. */
  public static Future<Store> open(Vertx vertx, Options options) {
    return RedisLink.connected(vertx, options.uri(), options.deadline(), options.maxInFlight())
        .map(link -> new RedisStore(vertx, link, options));
  }

  @Override
  public String name() {
    return "redis:" + prefix;
  }

  @Override
  public Future<Entry> get(String key) {
    return space.checked(key, legal -> gets.ask(legal));
  }

  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    List<String> fullKeys = new ArrayList<>(keys.size());
    try {
      keys.forEach(key -> fullKeys.add(space.full(key)));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return reads.exact(fullKeys, link.deadlineMillis());
  }

  @Override
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    return putAllIfNewer(List.of(new KeyedEntry(key, entry))).map(written -> written.get(0));
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    return space.checkedEntries(entries, CAPABILITIES, () -> puts.put(entries));
  }

  @Override
  public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    return space.checked(
        key,
        legal -> {
          expected.requireNotAfter(next);
          CAPABILITIES.requireFits(key, next);
          RedisPuts.Landing landing = puts.landing(next);
          Request request =
              change(RedisScripts.COMPARE_AND_SET, legal)
                  .arg(landing.bytes())
                  .arg(landing.expiresAt())
                  .arg(landing.removes() ? 1 : 0);
          if (expected.isPresent()) {
            request.arg(Format.ENVELOPE.encode(expected));
            if (expected.version() == Entry.LEGACY_VERSION) {
              request.arg(expected.value()); // as an old system left it
            }
          }
          return sendScript("compare and set", RedisScripts.COMPARE_AND_SET, request, legal);
        });
  }

  @Override
  public Future<Boolean> purge(String key, long version) {
    return space.checked(
        key,
        legal ->
            sendScript(
                "purge",
                RedisScripts.PURGE,
                change(RedisScripts.PURGE, legal).arg(bytes(version)),
                legal));
  }

  @Override
  public Future<List<String>> ranges(int wanted) {
    if (wanted <= 1 || listed.isPresent()) {
      return Future.succeededFuture(ScanSlice.split(1, 0));
    }
    return link.send("split", Request.cmd(Command.INFO).arg("server"))
        .map(info -> ScanSlice.isPossible(info.toString()))
        .recover(RedisStore::impossibleIfRefused)
        .compose(
            possible ->
                possible
                    ? estimateSize().map(keys -> ScanSlice.split(wanted, keys))
                    : Future.succeededFuture(ScanSlice.split(1, 0)));
  }

  /** A user may not be allowed to ask what the server is. */
  private static Future<Boolean> impossibleIfRefused(Throwable failure) {
    return failure instanceof StoreException store && store.kind() == Kind.REFUSED
        ? Future.succeededFuture(false)
        : Future.failedFuture(failure);
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    ScanSlice slice;
    try {
      slice = ScanSlice.parse(range);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(new IllegalArgumentException(name() + ": " + e.getMessage(), e));
    }
    if (listed.isPresent()) {
      return scanList(listed.get(), cursor, sinceVersion, limit);
    }
    return scanSlice(slice, cursor.isEmpty() ? slice.first() : cursor, sinceVersion, limit);
  }

  private Future<Page> scanSlice(ScanSlice slice, String cursor, long sinceVersion, int count) {
    Request scan =
        Request.cmd(Command.SCAN)
            .arg(cursor)
            .arg("MATCH")
            .arg(prefix.replaceAll("([\\\\*?\\[\\]])", "\\\\$1") + "*")
            .arg("COUNT")
            .arg(count);
    reads.onlyText(scan);
    long endNanos = ScriptCalls.endOf(link.deadlineMillis());
    return link.send("scan", scan)
        .compose(
            answer -> {
              String answered = answer.get(0).toString();
              if (!slice.overran(answered)) {
                return page(answer.get(1), sinceVersion, slice.next(answered), endNanos);
              }
              return count == 1
                  ? Future.succeededFuture(new Page(List.of(), ""))
                  : scanSlice(slice, cursor, sinceVersion, count / 2);
            });
  }

  private Future<Page> scanList(ListedKeys list, String cursor, long sinceVersion, int limit) {
    List<Request> next = List.of(list.next(cursor, limit));
    return calls
        .send("scan", RedisScripts.LIST, next, link.deadlineMillis(), (call, key) -> list.key())
        .map(answers -> list.page(answers.get(0), sinceVersion, nowMillis.getAsLong()));
  }

  @Override
  public Future<Integer> sweep(int limit) {
    return Future.succeededFuture(0);
  }

  @Override
  public Future<Long> estimateSize() {
    return link.send("count keys", Request.cmd(Command.DBSIZE)).map(Response::toLong);
  }

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Future<Void> close() {
    return link.close();
  }

  private Future<Page> page(Response fullKeys, long sinceVersion, String next, long endNanos) {
    List<String> found = new ArrayList<>(fullKeys.size());
    List<String> keys = new ArrayList<>(fullKeys.size());
    for (int i = 0; i < fullKeys.size(); i++) {
      String fullKey = fullKeys.get(i).toString();
      found.add(fullKey);
      keys.add(space.keyOf(fullKey));
    }
    return reads
        .scanned(found, endNanos)
        .map(entries -> Page.of(keys, entries, sinceVersion, next));
  }

  /** True if the script answers 1. */
  private Future<Boolean> sendScript(
      String operation, RedisScript script, Request request, String fullKey) {
    return calls
        .send(operation, script, List.of(request), link.deadlineMillis(), (call, key) -> fullKey)
        .map(answers -> answers.get(0).toInteger() == 1);
  }

  private Request change(RedisScript script, String fullKey) {
    return listed
        .map(list -> script.call(fullKey, list.key()))
        .orElseGet(() -> script.call(fullKey));
  }

  private static Buffer bytes(long version) {
    return Buffer.buffer(8).appendLong(version);
  }
}
