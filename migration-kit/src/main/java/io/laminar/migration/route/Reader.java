package io.laminar.migration.route;

import io.laminar.migration.codec.Conversion;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Carries out a {@link ReadPolicy} on open stores. */
interface Reader {

  Future<Entry> get(String key);

  Future<List<Entry>> getAll(List<String> keys);

  /** One store. */
  record Direct(Store store) implements Reader {

    @Override
    public Future<Entry> get(String key) {
      return store.get(key);
    }

    @Override
    public Future<List<Entry>> getAll(List<String> keys) {
      return store.getAll(keys);
    }
  }

  /** One key at a time, so that it can be asked for as one of many. */
  interface Many extends Reader {

    @Override
    default Future<Entry> get(String key) {
      return getAll(List.of(key)).map(entries -> entries.get(0));
    }
  }

  /** The first store, and the second for what the first has never had. */
  record FallThrough(Store first, Store second, CopyUp copyUp) implements Many {

    @Override
    public Future<List<Entry>> getAll(List<String> keys) {
      return first
          .getAll(keys)
          .compose(
              found -> {
                List<String> missing = new ArrayList<>();
                for (int i = 0; i < keys.size(); i++) {
                  if (!found.get(i).isPresent()) {
                    missing.add(keys.get(i));
                  }
                }
                return missing.isEmpty()
                    ? Future.succeededFuture(found)
                    : second.getAll(missing).map(rest -> merged(keys, found, rest));
              });
    }

    private List<Entry> merged(List<String> keys, List<Entry> found, List<Entry> rest) {
      List<Entry> all = new ArrayList<>(found);
      int next = 0;
      for (int i = 0; i < all.size(); i++) {
        if (!all.get(i).isPresent()) {
          Entry entry = rest.get(next++);
          all.set(i, entry);
          if (entry.isPresent() && !entry.tombstone()) {
            copyUp.take(new KeyedEntry(keys.get(i), entry));
          }
        }
      }
      return all;
    }
  }

  /** Both stores; the newer entry counts, and a read fails if one of them does. */
  record Newest(Store old, Store other) implements Many {

    @Override
    public Future<List<Entry>> getAll(List<String> keys) {
      return Future.all(old.getAll(keys), other.getAll(keys))
          .map(both -> newer(both.resultAt(0), both.resultAt(1)));
    }

    private static List<Entry> newer(List<Entry> ones, List<Entry> others) {
      List<Entry> newest = new ArrayList<>(ones.size());
      for (int i = 0; i < ones.size(); i++) {
        newest.add(others.get(i).version() > ones.get(i).version() ? others.get(i) : ones.get(i));
      }
      return newest;
    }
  }

  /** No store: the application is stopped. */
  record Refused() implements Many {

    @Override
    public Future<List<Entry>> getAll(List<String> keys) {
      return Future.failedFuture(new FrozenException("read", keys.get(0)));
    }
  }

  /** Values as the application knows them, whatever notation they are stored in. */
  record Converting(Reader stored, Conversion conversion) implements Reader {

    @Override
    public Future<Entry> get(String key) {
      return stored.get(key).map(this::read);
    }

    @Override
    public Future<List<Entry>> getAll(List<String> keys) {
      return stored.getAll(keys).map(entries -> entries.stream().map(this::read).toList());
    }

    private Entry read(Entry entry) {
      return entry.tombstone() || !entry.isPresent()
          ? entry
          : entry.withValue(conversion.fromStore(entry.value()));
    }
  }

  /** What this process has queued and the stores may not have yet. */
  record Overlaid(Reader below, Overlay overlay) implements Reader {

    @Override
    public Future<Entry> get(String key) {
      Entry pending = overlay.pending(key);
      return below.get(key).map(entry -> overlay.over(pending, entry));
    }

    @Override
    public Future<List<Entry>> getAll(List<String> keys) {
      List<Entry> pending = keys.stream().map(overlay::pending).toList();
      return below
          .getAll(keys)
          .map(
              entries -> {
                List<Entry> all = new ArrayList<>(entries);
                for (int i = 0; i < all.size(); i++) {
                  all.set(i, overlay.over(pending.get(i), all.get(i)));
                }
                return all;
              });
    }
  }
}
