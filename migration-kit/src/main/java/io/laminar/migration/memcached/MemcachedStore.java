package io.laminar.migration.memcached;

import io.laminar.migration.codec.Format;
import io.laminar.migration.memcached.WriteRounds.Change;
import io.laminar.migration.memcached.WriteRounds.Decision;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Entries as Memcached items under {@code prefix + key}, in either {@link Format}.
 *
 * <p>The envelope holds version and exact expiry; the server's token of an item, which it changes
 * with every write, guards the conditional writes. A tombstone in the envelope format is a value of
 * its own that the server drops after the tombstone's life; in the plain format a delete removes
 * the item and leaves no trace. Look-ups of one event-loop tick travel in one packet.
 *
 * <p>Memcached forgets: everything when it restarts, and what was used least when it is full,
 * tombstones included, unless it was started with {@code -M}.
 */
public final class MemcachedStore implements Store {

  /** How many keys a scan holds in memory unless told otherwise: 10 to 50 MB. */
  public static final int DEFAULT_SCAN_WINDOW = 131_072;

  /** What Memcached can do and hold with the server's own defaults. */
  public static final Capabilities CAPABILITIES =
      describe(ServerFacts.DEFAULTS, DEFAULT_SCAN_WINDOW);

  private static final int MAX_JOINED = 512;

  /** For the server's own header, the longest key and the envelope. */
  private static final int ITEM_OVERHEAD_BYTES = 1_024;

  private final MemcachedLink link;
  private final String prefix;
  private final KeySpace space;
  private final Format writes;
  private final int maxInFlight;
  private final int scanWindow;
  private final long tombstoneMillis;
  private final LongSupplier nowMillis;
  private final TickJoiner<String, Entry> gets;
  private final KeyScan scan;

  private ServerFacts describedBy;
  private Capabilities capabilities;

  private MemcachedStore(Vertx vertx, MemcachedLink link, Options options) {
    this.link = link;
    this.prefix = options.prefix();
    this.space = new KeySpace(options.prefix());
    this.writes = options.writes();
    this.maxInFlight = options.maxInFlight();
    this.scanWindow = options.scanWindow();
    this.tombstoneMillis = options.tombstoneLife().toMillis();
    this.nowMillis = System::currentTimeMillis;
    this.gets = new TickJoiner<>(vertx.getOrCreateContext(), MAX_JOINED, this::readJoined);
    this.scan =
        new KeyScan(
            vertx.getOrCreateContext(), prefix, scanWindow, keys -> KeyDump.run(vertx, link, keys));
  }

  /**
   * What a store needs to know.
   *
   * @param uri {@code memcached://[user:password@]host[:port]}
   * @param prefix goes before every key, such as {@code profile:}
   * @param writes the format of what is written; both are always read
   * @param deadline for one operation, all its rounds together
   * @param maxInFlight commands that may wait for an answer
   * @param tombstoneLife how long a tombstone stays; must be longer than any migration
   * @param scanWindow how many keys a scan may hold in memory; the more, the fewer dumps it needs
   */
  public record Options(
      String uri,
      String prefix,
      Format writes,
      Duration deadline,
      int maxInFlight,
      Duration tombstoneLife,
      int scanWindow) {

    public Options {
      if (scanWindow < 1) {
        throw new IllegalArgumentException("scanWindow must be 1 or more, was " + scanWindow);
      }
    }

    /** With the default scan window. */
    public Options(
        String uri,
        String prefix,
        Format writes,
        Duration deadline,
        int maxInFlight,
        Duration tombstoneLife) {
      this(uri, prefix, writes, deadline, maxInFlight, tombstoneLife, DEFAULT_SCAN_WINDOW);
    }
  }

  /** Opens a connection on the current context; fails if the server cannot be reached or used. */
  public static Future<Store> open(Vertx vertx, Options options) {
    MemcachedAddress address;
    try {
      address = MemcachedAddress.parse(options.uri());
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return MemcachedLink.connected(vertx, address, options.deadline(), options.maxInFlight())
        .map(link -> new MemcachedStore(vertx, link, options));
  }

  @Override
  public String name() {
    return "memcached:" + prefix;
  }

  @Override
  public Future<Entry> get(String key) {
    return space.checked(key, gets::ask);
  }

  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    if (keys.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    var reads = new Commands(keys.size());
    try {
      keys.forEach(key -> reads.getWithLife(space.full(key)));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return link.ask("read " + keys.size() + " keys", reads, link.endOfOperation())
        .map(this::entries);
  }

  @Override
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    return putAllIfNewer(List.of(new KeyedEntry(key, entry))).map(written -> written.get(0));
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    List<Change> changes = new ArrayList<>(entries.size());
    try {
      for (KeyedEntry keyed : entries) {
        Entry entry = keyed.entry();
        Decision decision = storing(keyed.key(), entry);
        changes.add(
            change(
                space.full(keyed.key()),
                there -> there.version() < entry.version() ? decision : Decision.LEAVE));
      }
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return WriteRounds.run(link, "put " + entries.size() + " entries", changes);
  }

  @Override
  public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    return space.checked(
        key,
        legal -> {
          expected.requireNotAfter(next);
          Decision decision = storing(key, next);
          return write(
              "compare and set",
              legal,
              there -> isSame(expected, there) ? decision : Decision.LEAVE);
        });
  }

  @Override
  public Future<Boolean> purge(String key, long version) {
    return space.checked(
        key,
        legal ->
            write(
                "purge",
                legal,
                there ->
                    there.isPresent() && there.version() == version
                        ? Decision.REMOVE
                        : Decision.LEAVE));
  }

  @Override
  public Future<List<String>> ranges(int wanted) {
    return Future.succeededFuture(KeyRange.split(wanted).stream().map(KeyRange::toString).toList());
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    KeyRange keys;
    KeyScan.Cursor from;
    try {
      keys = KeyRange.parse(range);
      from = KeyScan.Cursor.parse(cursor);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return scan.next(keys, from, Math.max(1, Math.min(limit, maxInFlight / 2)))
        .compose(slice -> page(slice, sinceVersion));
  }

  @Override
  public Future<Integer> sweep(int limit) {
    return Future.succeededFuture(0);
  }

  @Override
  public Future<Long> estimateSize() {
    return link.ask("count items", new Commands(1).plain("stats"), link.endOfOperation())
        .map(replies -> ServerFacts.statistic(replies.get(0).text(), "curr_items"));
  }

  @Override
  public Capabilities capabilities() {
    if (describedBy != link.facts()) { // a reconnect may have found another server
      describedBy = link.facts();
      capabilities = describe(describedBy, scanWindow);
    }
    return capabilities;
  }

  private static Capabilities describe(ServerFacts facts, int scanWindow) {
    return new Capabilities(
        "Memcached " + facts.version() + (facts.evicts() ? ", evicting" : ""),
        Map.of(
            Feature.EXPIRY,
            Support.by("in full seconds; the envelope hides an entry at its millisecond"),
            Feature.CONDITIONAL_PUT,
            Support.faked(
                "read with token, then add or cas: two round trips, the old value travels; two more"
                    + " for each writer that was faster"),
            Feature.SCAN,
            Support.faked(
                "lru_crawler metadump hash: one dump of all keys of the server for every "
                    + scanWindow
                    + " keys of the scan"),
            Feature.COUNTER,
            Support.faked("compare-and-set loop: three round trips, more if raced"),
            Feature.CHANGE_STREAM,
            Support.none("watch mutations leaves out lines under load (race R15)")),
        Keys.MAX_BYTES,
        Math.max(0, facts.maxItemBytes() - ITEM_OVERHEAD_BYTES));
  }

  @Override
  public Future<Void> close() {
    scan.close();
    return link.close();
  }

  private Future<Page> page(KeyScan.Slice slice, long sinceVersion) {
    List<String> keys = new ArrayList<>(slice.fullKeys().size());
    for (byte[] fullKey : slice.fullKeys()) {
      try {
        String key = space.keyOf(KeyBytes.text(fullKey));
        space.full(key);
        keys.add(key);
      } catch (IllegalArgumentException e) {
        return Future.failedFuture(unnameable(fullKey, e));
      }
    }
    return getAll(keys).map(entries -> Page.of(keys, entries, sinceVersion, slice.next()));
  }

  /** To leave such a key out would lose its entry in silence. */
  private StoreException unnameable(byte[] fullKey, IllegalArgumentException cause) {
    return new StoreException(
        Kind.REFUSED,
        link.address().toString(),
        "scan",
        "there is a key that no other store could hold, "
            + KeyBytes.encode(fullKey)
            + ": "
            + cause.getMessage()
            + "; remove it or take another prefix",
        cause);
  }

  private Future<List<Entry>> readJoined(List<String> fullKeys) {
    var reads = new Commands(fullKeys.size());
    for (int i = 0; i < fullKeys.size(); i++) {
      reads.get(fullKeys.get(i));
    }
    return link.ask("get", reads, link.endOfOperation()).map(this::entries);
  }

  private List<Entry> entries(List<Reply> replies) {
    long now = nowMillis.getAsLong();
    List<Entry> entries = new ArrayList<>(replies.size());
    for (int i = 0; i < replies.size(); i++) {
      entries.add(entry(replies.get(i), now));
    }
    return entries;
  }

  private static Entry entry(Reply reply, long now) {
    if (reply.kind() != Reply.Kind.VALUE) {
      return Entry.ABSENT;
    }
    Entry entry = Format.decode(reply.value());
    if (entry.isExpired(now)) {
      return Entry.ABSENT;
    }
    boolean plainWithExpiry = reply.ttlSeconds() >= 0 && !Format.isEnvelope(reply.value());
    return plainWithExpiry
        ? Entry.of(entry.value(), entry.version(), Lifetime.endOf(reply.ttlSeconds(), now))
        : entry;
  }

  /** Checks that an entry can be stored, and how. */
  private Decision storing(String key, Entry given) {
    capabilities().requireFits(key, given);
    long now = nowMillis.getAsLong();
    Entry entry = given.settledAt(now);
    return entry.tombstone() && writes == Format.PLAIN
        ? Decision.REMOVE
        : Decision.store(
            writes.encode(entry), Lifetime.secondFor(entry, writes, now, tombstoneMillis));
  }

  /** The expiry of a bare value is known to the second only, so it is not compared. */
  private boolean isSame(Entry expected, Entry there) {
    Entry seen = there.isExpired(nowMillis.getAsLong()) ? Entry.ABSENT : there;
    return seen.version() == expected.version()
        && seen.tombstone() == expected.tombstone()
        && seen.value().equals(expected.value());
  }

  private Future<Boolean> write(
      String operation, String fullKey, Function<Entry, Decision> decision) {
    return WriteRounds.run(link, operation, List.of(change(fullKey, decision)))
        .map(written -> written.get(0));
  }

  private static Change change(String fullKey, Function<Entry, Decision> decision) {
    return new Change() {
      @Override
      public String key() {
        return fullKey;
      }

      @Override
      public Decision on(Entry there) {
        return decision.apply(there);
      }
    };
  }
}
