package io.laminar.migration.ladder;

import io.laminar.migration.route.FrozenException;
import io.laminar.migration.route.Router;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * Reads, writes and deletes that go on all the time and know what they must find: each key has at
 * most one operation under way, so a read must show the last acknowledged write of its key.
 *
 * <p>What may fail is only what a strategy announces: an operation that is refused while the stores
 * are frozen, and, where it is said so, a write that a store misses. A write that failed may have
 * happened or not: its key may then show the one or the other.
 */
public final class CheckedWorkload {

  private static final int LANES = 4;

  /** Between two operations of a lane, so that a queue can keep up. */
  private static final long THINK_MILLIS = 2;

  private final EventLoop loop;
  private final Router router;
  private final Random random;
  private final int keys;
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> unsure = new ConcurrentHashMap<>();
  private final List<String> complaints = new ArrayList<>();
  private volatile IntFunction<String> naming = i -> "k" + i;
  private volatile long lifeMillis;
  private volatile boolean running;
  private volatile boolean staleAllowed;
  private volatile int rounds;
  private volatile int frozen;
  private volatile int missed;
  private volatile int stale;
  private int values;
  private Future<?> ended = Future.succeededFuture();

  /**
   * @param keys how many keys of each name there are
   */
  public CheckedWorkload(EventLoop loop, Router router, int keys, long seed) {
    this.loop = loop;
    this.router = router;
    this.keys = keys;
    this.random = new Random(seed);
  }

  /** Begins; each lane has keys of its own. */
  public void start() {
    running = true;
    ended =
        loop.begin(
            () -> {
              List<Future<Void>> lanes = new ArrayList<>();
              for (int i = 0; i < LANES; i++) {
                int lane = i;
                lanes.add(Loop.until(() -> round(lane)));
              }
              return Future.join(lanes);
            });
  }

  /** Ends when every lane has its answer. */
  public void stop() {
    running = false;
    EventLoop.wait(ended);
  }

  /** How keys are called from now on. */
  public void useKeys(IntFunction<String> names) {
    naming = names;
  }

  /** What is written from now on ends after so long; 0 = never. */
  public void useLife(long millis) {
    lifeMillis = millis;
  }

  /** Whether a read may show a former value, as it must not otherwise. */
  public void allowStale(boolean allowed) {
    staleAllowed = allowed;
  }

  /** Operations so far. */
  public int rounds() {
    return rounds;
  }

  /** Operations that found the stores frozen. */
  public int frozen() {
    return frozen;
  }

  /** Operations that a store did not do, or not in time. */
  public int missed() {
    return missed;
  }

  /** Reads that showed a former value while they were allowed to. */
  public int stale() {
    return stale;
  }

  /** Reads that were wrong and operations that failed for another reason. */
  public List<String> complaints() {
    synchronized (complaints) {
      return List.copyOf(complaints);
    }
  }

  /** Keys whose last acknowledged write cannot be read. */
  public List<String> lost() {
    List<String> lost = new ArrayList<>();
    for (String key : acknowledged.keySet()) {
      Entry entry = loop.call(() -> router.get(key));
      if (!isRight(key, text(entry))) {
        lost.add(key + " is \"" + text(entry) + "\", was \"" + acknowledged.get(key) + "\"");
      }
    }
    return lost;
  }

  private Future<Boolean> round(int lane) {
    if (!running) {
      return Future.succeededFuture(true);
    }
    String key = naming.apply(random.nextInt(Math.max(1, keys / LANES)) * LANES + lane);
    int dice = random.nextInt(10);
    String text = dice < 4 ? null : dice < 6 ? "" : "{\"n\":" + ++values + "}";
    Future<Void> operation = text == null ? Future.succeededFuture() : write(key, text);
    return operation
        .compose(written -> router.get(key))
        .onSuccess(entry -> check(key, entry))
        .transform(
            answer -> {
              rounds = rounds + 1;
              if (answer.failed()) {
                note(key, answer.cause());
              }
              return loop.vertx().timer(THINK_MILLIS).map(false);
            });
  }

  private Future<Void> write(String key, String text) {
    long expiresAt = lifeMillis == 0 ? 0 : System.currentTimeMillis() + lifeMillis;
    Future<Void> write =
        text.isEmpty() ? router.delete(key) : router.write(key, Buffer.buffer(text), expiresAt);
    return write
        .onSuccess(
            done -> {
              acknowledged.put(key, text);
              unsure.remove(key);
            })
        .onFailure(
            cause -> unsure.computeIfAbsent(key, any -> ConcurrentHashMap.newKeySet()).add(text));
  }

  private void note(String key, Throwable cause) {
    if (cause instanceof FrozenException) {
      frozen = frozen + 1;
    } else if (cause instanceof StoreException) {
      missed = missed + 1;
    } else {
      complain(key + ": " + cause);
    }
  }

  private void check(String key, Entry entry) {
    String text = text(entry);
    if (isRight(key, text)) {
      return;
    }
    if (staleAllowed) {
      stale = stale + 1;
    } else {
      complain(key + " read \"" + text + "\" after \"" + acknowledged.get(key) + "\"");
    }
  }

  private boolean isRight(String key, String text) {
    String wanted = acknowledged.get(key);
    return wanted == null
        || text.equals(wanted)
        || unsure.getOrDefault(key, Set.of()).contains(text)
        || lifeMillis != 0 && text.isEmpty(); // it may have ended by itself
  }

  private void complain(String text) {
    synchronized (complaints) {
      complaints.add(text);
    }
  }

  private static String text(Entry entry) {
    return entry.isLive(System.currentTimeMillis()) ? entry.value().toString() : "";
  }
}
