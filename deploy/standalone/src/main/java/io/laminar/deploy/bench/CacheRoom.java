package io.laminar.deploy.bench;

import io.laminar.bidder.lookup.LookupOptions;
import io.laminar.bidder.lookup.ProfileCache;
import io.laminar.bidder.lookup.ProfileLookup;
import io.laminar.bidder.lookup.ProfileRead;
import io.laminar.bidder.profile.Profile;
import io.laminar.bidder.profile.ProfileCodec;
import io.laminar.deploy.command.Futures;
import io.laminar.migration.store.Entry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How much memory profiles take that are kept in the process, and how much all the rest does.
 *
 * @param profiles that were read, in the way that the bidder reads them, and kept
 * @param storedBytes of one of them in a store
 * @param keptBytes of the heap that keeping them takes; what keeping none takes is not in it
 * @param countedBytes what the cache itself says that they take
 * @param residentBytes of the process with them
 */
record CacheRoom(
    int profiles, int storedBytes, long keptBytes, long countedBytes, long residentBytes) {

  /** More than one profile of the bench takes in the process. */
  static final int MOST_KEPT_BYTES = 512;

  private static final int STORED_BYTES = 400;
  private static final int SEGMENTS = 2_000;
  private static final int KINDS = 1_000;
  private static final int AT_ONCE = 10_000;
  private static final int ID_AT = "{\"id\":\"".length();

  /**
   * Fills a cache of its own, and lets go of it.
   *
   * @param profiles how many
   */
  static CacheRoom measure(Vertx vertx, int profiles) throws Exception {
    List<Buffer> kinds = IntStream.range(0, KINDS).mapToObj(kind -> profile(id(kind))).toList();
    long before = Machine.liveBytes();
    long room = (long) profiles * MOST_KEPT_BYTES;
    var options = new LookupOptions(Duration.ofSeconds(1), 1, room, Duration.ofHours(1));
    var cache = new ProfileCache(room, options.cacheLife(), () -> 1);
    var lookup =
        new ProfileLookup(
            vertx,
            user -> Future.succeededFuture(Entry.of(stored(user, kinds), 1)),
            options,
            Optional.of(cache),
            System::nanoTime);
    Context loop = vertx.getOrCreateContext();
    for (int from = 0; from < profiles; from += AT_ONCE) {
      int first = from;
      int last = Math.min(profiles, from + AT_ONCE);
      Promise<Void> read = Promise.promise();
      loop.runOnContext(
          turn -> {
            for (int user = first; user < last; user++) {
              lookup.find(id(user), Long.MAX_VALUE, new Ignored());
            }
            read.complete();
          });
      Futures.await(read.future());
    }
    long kept = Machine.liveBytes() - before;
    long resident = Machine.residentBytes();
    if (cache.entries() != profiles) {
      throw new IllegalStateException(
          "of " + profiles + " profiles " + cache.entries() + " are kept");
    }
    return new CacheRoom(profiles, STORED_BYTES, kept, cache.bytes(), resident);
  }

  private static String id(int user) {
    return String.format(Locale.ROOT, "user-%010d", user);
  }

  private static Buffer stored(String user, List<Buffer> kinds) {
    return kinds.get(Math.floorMod(user.hashCode(), KINDS)).copy().setString(ID_AT, user);
  }

  /** A profile of exactly so many bytes, as full of segments as it can be. */
  static Buffer profile(String user) {
    List<String> segments = new ArrayList<>();
    Buffer full = ProfileCodec.encode(new Profile(user, segments, "USA", 0));
    for (int i = user.hashCode(); ; i += 7_919) {
      segments.add(String.format(Locale.ROOT, "seg-%04d", Math.floorMod(i, SEGMENTS)));
      Buffer fuller = ProfileCodec.encode(new Profile(user, segments, "USA", 0));
      if (fuller.length() > STORED_BYTES) {
        return full.appendString(" ".repeat(STORED_BYTES - full.length()));
      }
      full = fuller;
    }
  }

  /** Bytes of the process that are not the profiles. */
  long besides() {
    return residentBytes - keptBytes;
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "%,d MB resident, of which %,d profiles of %d bytes take %,d MB (%d bytes each; by"
            + " the cache's own count %d) and the rest %,d MB",
        residentBytes >> 20,
        profiles,
        storedBytes,
        keptBytes >> 20,
        keptBytes / profiles,
        countedBytes / profiles,
        besides() >> 20);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("profiles", profiles)
        .put("storedBytes", storedBytes)
        .put("keptBytes", keptBytes)
        .put("countedBytes", countedBytes)
        .put("residentBytes", residentBytes)
        .put("besidesBytes", besides());
  }

  private static final class Ignored extends ProfileLookup.Search {
    @Override
    protected void ended(Profile profile, ProfileRead how) {
      if (how != ProfileRead.FOUND) {
        throw new IllegalStateException("the store has every profile, and this one was " + how);
      }
    }
  }
}
