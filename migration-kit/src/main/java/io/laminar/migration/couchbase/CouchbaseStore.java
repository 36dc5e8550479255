package io.laminar.migration.couchbase;

import com.couchbase.client.core.topology.BucketCapability;
import io.laminar.migration.codec.Format;
import io.laminar.migration.store.Capabilities;
import io.laminar.migration.store.Capabilities.Feature;
import io.laminar.migration.store.Capabilities.Support;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeySpace;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Keys;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException.Kind;
import io.laminar.migration.store.TickJoiner;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Entries as binary documents under {@code prefix + key} in the default collection of a bucket, in
 * either {@link Format}.
 *
 * <p>A document that an old system left, JSON or not, is read as the bare bytes that it is.
 * Couchbase ends documents by the second: the document's own expiry is rounded up, and readers look
 * at the milliseconds in the envelope. A put is a read and a replacement that holds only if nobody
 * was faster (CAS), repeated until it does: two round trips. Look-ups are pipelined; their answers
 * come back to the event loop many per hop. A scan reads ids by key ranges, see {@link KeyPages}.
 */
public final class CouchbaseStore implements Store {

  private static final int MAX_JOINED = 512;

  /**
   * How often others may be faster before a write gives up; its deadline usually ends it sooner.
   */
  private static final int MAX_ROUNDS = 1_000;

  /** Couchbase's limit for a document, 20 MiB, without the envelope's header. */
  private static final int MAX_VALUE_BYTES = 20 * 1024 * 1024 - Format.HEADER_BYTES;

  private static final String SCAN_NEEDS =
      "this server has no key range scan; Couchbase Server 7.6 and later have it";

  private final CouchbaseLink link;
  private final String prefix;
  private final KeySpace space;
  private final Changes changes;
  private final TickJoiner<KeyedEntry, Boolean> puts;
  private final KeyPages pages;
  private final boolean scans;
  private final boolean tellsExpiry;
  private final Capabilities capabilities;

  private CouchbaseStore(Vertx vertx, CouchbaseLink link, Options options) {
    this.link = link;
    this.prefix = options.prefix();
    this.space = new KeySpace(options.prefix());
    this.changes = new Changes(link, options.writes(), options.tombstoneLife());
    this.puts = new TickJoiner<>(vertx.getOrCreateContext(), MAX_JOINED, this::write);
    this.pages = new KeyPages(link.keyScan(prefix));
    this.scans = link.has(BucketCapability.RANGE_SCAN);
    this.tellsExpiry = link.has(BucketCapability.XATTR);
    this.capabilities = capabilities(scans);
  }

  /** On a server; a mock cannot scan, and the open store says so. */
  public static final Capabilities CAPABILITIES = capabilities(true);

  private static Capabilities capabilities(boolean scans) {
    return new Capabilities(
        scans ? "Couchbase Server 7.6" : "Couchbase without range scan: a mock, or before 7.6",
        Map.of(
            Feature.EXPIRY, Support.by("the document's, to the second; readers look at the ms"),
            Feature.CONDITIONAL_PUT,
                Support.faked("read and CAS, repeated if raced: two round trips at least"),
            Feature.SCAN,
                scans
                    ? Support.by("KV range scan of ids by blocks of keys, then a get per key")
                    : Support.none(SCAN_NEEDS),
            Feature.COUNTER,
                Support.faked("compare-and-set loop: three round trips, more if raced"),
            Feature.CHANGE_STREAM, Support.none("DCP is not used by the adapter")),
        Keys.MAX_BYTES,
        MAX_VALUE_BYTES);
  }

  /**
   * What a store needs to know.
   *
   * @param uri {@code couchbase://user:password@host[:port][,host…]/bucket}, {@code couchbases://}
   *     for TLS; {@code ?durability=majority} and the like make a write count only once replicas
   *     have it
   * @param prefix goes before every key, such as {@code profile:}; ends with an ASCII character
   * @param writes the format of what is written; both are always read
   * @param deadline for one operation; the many of a batch have one each
   * @param maxInFlight requests that may wait for an answer
   * @param tombstoneLife how long a tombstone stays; must be longer than any migration
   */
  public record Options(
      String uri,
      String prefix,
      Format writes,
      Duration deadline,
      int maxInFlight,
      Duration tombstoneLife) {
    public Options {
      requireLegal(uri);
      if (prefix.isEmpty() || prefix.charAt(prefix.length() - 1) > '~') {
        throw new IllegalArgumentException(
            "a prefix must end with an ASCII character, was \"" + prefix + "\"");
      }
    }
  }

  /**
   * Refuses an address that is none.
   *
   * @throws IllegalArgumentException with what is allowed and without the password
   */
  public static void requireLegal(String uri) {
    CouchbaseAddress.parse(uri);
  }

  /** Connects on the current context; fails if the bucket does not answer. */
  public static Future<Store> open(Vertx vertx, Options options) {
    return CouchbaseLink.connected(
            vertx, CouchbaseAddress.parse(options.uri()), options.deadline(), options.maxInFlight())
        .map(link -> new CouchbaseStore(vertx, link, options));
  }

  @Override
  public String name() {
    return "couchbase:" + prefix;
  }

  @Override
  public Future<Entry> get(String key) {
    return space.checked(key, id -> link.get("get", id).map(Documents::entryOf));
  }

  @Override
  public Future<List<Entry>> getAll(List<String> keys) {
    List<String> ids = new ArrayList<>(keys.size());
    try {
      keys.forEach(key -> ids.add(space.full(key)));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    return link.roomFor("read " + ids.size() + " keys", ids.size()).compose(room -> readAll(ids));
  }

  private Future<List<Entry>> readAll(List<String> ids) {
    List<Future<Entry>> entries = new ArrayList<>(ids.size());
    Deadline until = link.deadline();
    ids.forEach(id -> entries.add(exact(id, until)));
    return Future.all(entries).map(all -> all.list());
  }

  @Override
  public Future<Boolean> putIfNewer(String key, Entry entry) {
    var keyed = new KeyedEntry(key, entry);
    return space.checkedEntries(List.of(keyed), capabilities, () -> puts.ask(keyed));
  }

  @Override
  public Future<List<Boolean>> putAllIfNewer(List<KeyedEntry> entries) {
    return space.checkedEntries(entries, capabilities, () -> write(entries));
  }

  @Override
  public Future<Boolean> compareAndSet(String key, Entry expected, Entry next) {
    return space.checked(
        key,
        id -> {
          expected.requireNotAfter(next);
          capabilities.requireFits(key, next);
          return changes.change("compare and set", id, there -> isSame(there, expected), next);
        });
  }

  @Override
  public Future<Boolean> purge(String key, long version) {
    return space.checked(key, id -> changes.purge(id, version));
  }

  @Override
  public Future<List<String>> ranges(int wanted) {
    return scans ? pages.ranges(wanted, this::countDocuments) : cannotScan("split");
  }

  @Override
  public Future<Page> scan(String range, String cursor, long sinceVersion, int limit) {
    if (!scans) {
      return cannotScan("scan");
    }
    Future<KeyPages.KeyPage> keys;
    try {
      keys = pages.page(range, cursor, limit, this::countDocuments);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(new IllegalArgumentException(name() + ": " + e.getMessage()));
    }
    return keys.compose(
        page ->
            getAll(page.keys())
                .map(entries -> Page.of(page.keys(), entries, sinceVersion, page.next())));
  }

  @Override
  public Future<Integer> sweep(int limit) {
    return Future.succeededFuture(0);
  }

  @Override
  public Future<Long> estimateSize() {
    return scans ? pages.size(this::countDocuments) : countDocuments();
  }

  private Future<Long> countDocuments() {
    return link.countDocuments(ServerKeyScan.PATIENCE);
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Future<Void> close() {
    return link.close();
  }

  private <T> Future<T> cannotScan(String operation) {
    return Future.failedFuture(link.failure(Kind.REFUSED, operation, SCAN_NEEDS));
  }

  /** An entry with its expiry, which a bare document does not say itself. */
  private Future<Entry> exact(String id, Deadline until) {
    return link.get("read", id, until)
        .compose(
            found -> {
              Entry entry = Documents.entryOf(found);
              boolean isBare = entry.version() == Entry.LEGACY_VERSION && !entry.tombstone();
              return isBare && tellsExpiry
                  ? link.expiryOf("read", id, found.cas(), until)
                      .compose(
                          expiresAt ->
                              expiresAt < 0 && !until.isOver()
                                  ? exact(id, until)
                                  : Future.succeededFuture(
                                      Entry.of(
                                          entry.value(), entry.version(), Math.max(0, expiresAt))))
                  : Future.succeededFuture(entry);
            });
  }

  /** One write per key: the newest of those that are given for it. */
  private Future<List<Boolean>> write(List<KeyedEntry> entries) {
    return link.roomFor("put " + entries.size() + " entries", entries.size())
        .compose(room -> writeAll(entries));
  }

  private Future<List<Boolean>> writeAll(List<KeyedEntry> entries) {
    Map<String, Entry> newestByKey = new LinkedHashMap<>();
    for (KeyedEntry keyed : entries) {
      newestByKey.merge(
          keyed.key(),
          keyed.entry(),
          (one, other) -> one.version() >= other.version() ? one : other);
    }
    Map<String, Future<Boolean>> writtenByKey = new LinkedHashMap<>();
    newestByKey.forEach(
        (key, entry) ->
            writtenByKey.put(
                key,
                changes.change(
                    "put", prefix + key, there -> there.version() < entry.version(), entry)));
    return Future.all(List.copyOf(writtenByKey.values()))
        .map(
            all -> {
              List<Boolean> answers = new ArrayList<>(entries.size());
              for (KeyedEntry keyed : entries) {
                // of equal versions the first was written, the others changed nothing
                boolean isNewest = newestByKey.remove(keyed.key(), keyed.entry());
                answers.add(isNewest && writtenByKey.get(keyed.key()).result());
              }
              return answers;
            });
  }

  private static boolean isSame(Entry there, Entry expected) {
    return there.version() == expected.version()
        && there.tombstone() == expected.tombstone()
        && there.value().equals(expected.value());
  }
}
