package io.laminar.migration.redis;

import io.laminar.migration.codec.Format;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store.Page;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * The list of a store's keys, for a store that holds few among many of others and is scanned often:
 * {@code SCAN} walks the whole database, this walks what there is.
 *
 * <p>A sorted set, kept by the scripts that write, under a key that no entry can have since it
 * holds a space. Only envelopes are listed: they know themselves when they end.
 */
final class ListedKeys {

  private final String prefix;
  private final String list;

  /**
   * @param prefix of every key
   */
  ListedKeys(String prefix) {
    this.prefix = prefix;
    this.list = prefix + " keys";
  }

  /** The key of the list. */
  String key() {
    return list;
  }

  /** Asks for the next page. */
  Request next(String cursor, int limit) {
    return RedisScripts.LIST.call(list).arg(cursor).arg(limit);
  }

  /** The page that was asked for. */
  Page page(Response answer, long sinceVersion, long nowMillis) {
    List<KeyedEntry> found = new ArrayList<>(answer.size() / 2);
    for (int i = 1; i + 1 < answer.size(); i += 2) {
      Entry entry = Format.decode(answer.get(i + 1).toBuffer());
      if (!entry.isExpired(nowMillis) && entry.version() >= sinceVersion) {
        found.add(new KeyedEntry(answer.get(i).toString().substring(prefix.length()), entry));
      }
    }
    return new Page(found, answer.get(0).toString());
  }
}
