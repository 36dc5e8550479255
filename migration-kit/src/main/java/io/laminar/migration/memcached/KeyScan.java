package io.laminar.migration.memcached;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * A resumable scan over a server that can only list all its keys at once, in no order, from the
 * beginning.
 *
 * <p>The scan goes through the keys in the order of their bytes. A dump of all keys passes by; the
 * smallest so many behind the cursor are kept, the <em>window</em>, and pages are cut from it. When
 * it is used up, the next dump fills the next window. The cursor is the last key of a page, so it
 * means the same on every connection and after a restart. Memory is bounded by the window, and the
 * price is a dump of all keys for every window.
 *
 * <p>A key that exists throughout the scan is in the dump that its part of the order was taken
 * from, so it is seen. For that the dump must not be older than the scan: a cursor names the window
 * that it came from, and a window serves only cursors that name it, otherwise a new dump is made.
 *
 * <p>The server makes one dump at a time. Ranges that wait for one share it. Belongs to one
 * context.
 */
final class KeyScan {

  /** Lists the keys of a server. */
  interface Dump {

    /** Done when each key was given; fails if some may be missing. */
    Future<Void> run(Consumer<byte[]> fullKeys);
  }

  /**
   * Where to go on.
   *
   * @param window which dump the page before came from; empty at the beginning
   * @param after the last key seen; empty at the beginning, as no key is
   */
  record Cursor(String window, byte[] after) {

    private static final Cursor START = new Cursor("", new byte[0]);

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if this is something else
     */
    static Cursor parse(String text) {
      if (text.isEmpty()) {
        return START;
      }
      int dot = text.indexOf('.');
      if (dot < 1 || dot == text.length() - 1) {
        throw new IllegalArgumentException("not a cursor of a Memcached scan: \"" + text + "\"");
      }
      byte[] key = text.substring(dot + 1).getBytes(StandardCharsets.US_ASCII);
      return new Cursor(text.substring(0, dot), KeyBytes.decode(key, 0, key.length));
    }

    @Override
    public String toString() {
      return window + "." + KeyBytes.encode(after);
    }
  }

  /**
   * The keys of one page.
   *
   * @param next where to go on; empty after the last page
   */
  record Slice(List<byte[]> fullKeys, String next) {}

  private final Context context;
  private final byte[] prefix;
  private final int capacity;
  private final Dump dump;
  private final Map<String, Window> windowById = new LinkedHashMap<>(8, 0.75f, true);
  private final List<Window> waiting = new ArrayList<>();
  private boolean dumping;

  /**
   * @param prefix of the keys that are meant
   * @param capacity how many keys all windows may hold together; while a dump runs, as many again
   */
  KeyScan(Context context, String prefix, int capacity, Dump dump) {
    this.context = context;
    this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
    this.capacity = capacity;
    this.dump = dump;
  }

  /** About {@code limit} keys of a range that come after a cursor. */
  Future<Slice> next(KeyRange range, Cursor from, int limit) {
    Window held = windowById.get(from.window());
    if (held != null && held.range.equals(range) && held.reaches(from.after())) {
      return Future.succeededFuture(slice(held, from.after(), limit));
    }
    var window = new Window(range, from.after(), Math.max(1, capacity / range.parts()));
    waiting.add(window);
    context.runOnContext(endOfTick -> fillWaiting());
    return window.filled.future().map(filled -> slice(window, from.after(), limit));
  }

  /** Forgets everything. */
  void close() {
    windowById.clear();
  }

  private Slice slice(Window window, byte[] after, int limit) {
    List<byte[]> keys = window.after(after, limit);
    byte[] last = keys.isEmpty() ? after : keys.get(keys.size() - 1);
    if (window.isComplete() && !window.hasAfter(last)) {
      windowById.remove(window.id);
      return new Slice(keys, "");
    }
    return new Slice(keys, new Cursor(window.id, last).toString());
  }

  private void fillWaiting() {
    if (dumping || waiting.isEmpty()) {
      return;
    }
    List<Window> filling = takeWaiting();
    dumping = true;
    dump.run(key -> offer(filling, key))
        .onComplete(
            done -> {
              dumping = false;
              filling.forEach(this::keep);
              for (Window window : filling) {
                if (done.succeeded()) {
                  window.filled.complete();
                } else {
                  windowById.remove(window.id);
                  window.filled.fail(done.cause());
                }
              }
              fillWaiting();
            });
  }

  /** As many as memory allows, at least one. */
  private List<Window> takeWaiting() {
    List<Window> taken = new ArrayList<>();
    int room = capacity;
    while (!waiting.isEmpty() && (taken.isEmpty() || waiting.get(0).capacity <= room)) {
      Window window = waiting.remove(0);
      room -= window.capacity;
      taken.add(window);
    }
    return taken;
  }

  private void offer(List<Window> filling, byte[] key) {
    if (!KeyBytes.beginsWith(prefix, key)) {
      return;
    }
    long hash = KeyBytes.hash(key);
    for (Window window : filling) {
      if (window.range.contains(hash)) {
        window.offer(key);
      }
    }
  }

  /** Makes room by dropping what was used longest ago; its scan makes a new dump then. */
  private void keep(Window window) {
    windowById.put(window.id, window);
    int held = windowById.values().stream().mapToInt(each -> each.capacity).sum();
    Iterator<Window> oldest = windowById.values().iterator();
    while (held > capacity && windowById.size() > 1) {
      held -= oldest.next().capacity;
      oldest.remove();
    }
  }

  /** The smallest keys of a range behind one key. */
  private static final class Window {

    final String id = Long.toHexString(ThreadLocalRandom.current().nextLong());
    final KeyRange range;
    final byte[] begin;
    final int capacity;
    final Promise<Void> filled = Promise.promise();
    private final NavigableSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
    private boolean full;

    Window(KeyRange range, byte[] begin, int capacity) {
      this.range = range;
      this.begin = begin;
      this.capacity = capacity;
    }

    void offer(byte[] key) {
      if (Arrays.compareUnsigned(key, begin) <= 0
          || full && Arrays.compareUnsigned(key, keys.last()) >= 0) {
        return;
      }
      if (keys.add(key) && keys.size() > capacity) {
        keys.pollLast();
        full = true;
      }
    }

    /** True if no key comes behind the last one. */
    boolean isComplete() {
      return !full;
    }

    /** True if the next keys after this one are here, or known not to exist. */
    boolean reaches(byte[] after) {
      return Arrays.compareUnsigned(after, begin) >= 0 && (isComplete() || hasAfter(after));
    }

    boolean hasAfter(byte[] key) {
      return keys.higher(key) != null;
    }

    List<byte[]> after(byte[] key, int limit) {
      List<byte[]> next = new ArrayList<>(Math.min(limit, keys.size()));
      for (byte[] each : keys.tailSet(key, false)) {
        if (next.size() == limit) {
          break;
        }
        next.add(each);
      }
      return next;
    }
  }
}
