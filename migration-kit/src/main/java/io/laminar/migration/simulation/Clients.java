package io.laminar.migration.simulation;

import io.laminar.migration.route.Router;
import io.laminar.migration.simulation.History.Kind;
import io.laminar.migration.simulation.History.Operation;
import io.laminar.migration.simulation.History.Outcome;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients that read, write and delete a few keys through routers, and record what they were told.
 */
final class Clients {

  private static final long MAX_THINK_NANOS = 15_000_000;
  private static final long MAX_LIFE_NANOS = 3_000_000_000L;

  private final Timeline timeline;
  private final History history;
  private final List<String> keys;
  private final int maxPerKey;
  private final boolean expiring;
  private final List<Client> clients = new ArrayList<>();
  private boolean stopping;
  private int underWay;
  private int values;

  /**
   * @param maxPerKey operations on one key at most, so that their order can be checked
   * @param expiring true if some of the values end
   */
  Clients(Timeline timeline, History history, List<String> keys, int maxPerKey, boolean expiring) {
    this.timeline = timeline;
    this.history = history;
    this.keys = keys;
    this.maxPerKey = maxPerKey;
    this.expiring = expiring;
  }

  /**
   * A client of the router's process, working until {@link #stop}.
   *
   * @param clock tells whether an entry has ended
   */
  void add(String name, SimLoop loop, Router router, HybridClock clock) {
    var client = new Client(name, loop, router, clock);
    clients.add(client);
    client.think();
  }

  /** Begins nothing more. */
  void stop() {
    stopping = true;
  }

  /** Reads every key once through every client. */
  void readAll() {
    for (Client client : clients) {
      if (client.loop.process().isAlive()) {
        keys.forEach(client::readAtTheEnd);
      }
    }
  }

  /** True if every client that lives has its answer. */
  boolean areDone() {
    return underWay == 0 || clients.stream().allMatch(client -> !client.waitsForAnswer());
  }

  private final class Client {
    private final String name;
    private final SimLoop loop;
    private final Router router;
    private final HybridClock clock;
    private int waiting;

    Client(String name, SimLoop loop, Router router, HybridClock clock) {
      this.clock = clock;
      this.name = name;
      this.loop = loop;
      this.router = router;
    }

    boolean waitsForAnswer() {
      return waiting > 0 && loop.process().isAlive();
    }

    void think() {
      timeline.after(timeline.between(0, MAX_THINK_NANOS), loop.process(), this::act);
    }

    private void readAtTheEnd(String key) {
      loop.execute(() -> run(Kind.READ, key, "", Long.MAX_VALUE));
    }

    private void act() {
      if (stopping) {
        return;
      }
      String key = keys.get(timeline.random().nextInt(keys.size()));
      if (history.count(key) >= maxPerKey) {
        think();
        return;
      }
      int dice = timeline.random().nextInt(10);
      if (dice < 5) {
        run(Kind.READ, key, "", Long.MAX_VALUE);
      } else if (dice < 8 || dice == 8 && !(expiring && keys.indexOf(key) % 3 == 0)) {
        run(Kind.WRITE, key, "{\"n\":" + ++values + "}", Long.MAX_VALUE);
      } else if (dice < 9) {
        run(
            Kind.WRITE,
            key,
            "{\"n\":" + ++values + "}",
            timeline.nanos() + timeline.between(0, MAX_LIFE_NANOS));
      } else {
        run(Kind.DELETE, key, "", Long.MAX_VALUE);
      }
    }

    private void run(Kind kind, String key, String value, long expiresAtNanos) {
      waiting++;
      underWay++;
      int place =
          history.begin(
              new Operation(
                  name,
                  kind,
                  key,
                  value,
                  expiresAtNanos,
                  timeline.nanos(),
                  Long.MAX_VALUE,
                  Outcome.UNKNOWN));
      long begun = timeline.nanos();
      send(kind, key, value, expiresAtNanos)
          .onComplete(
              answer -> {
                waiting--;
                underWay--;
                String seen = kind == Kind.READ && answer.succeeded() ? answer.result() : value;
                boolean unsure = answer.failed();
                history.end(
                    place,
                    new Operation(
                        name,
                        kind,
                        key,
                        seen,
                        expiresAtNanos,
                        begun,
                        unsure ? Long.MAX_VALUE : timeline.nanos(),
                        unsure ? Outcome.UNKNOWN : Outcome.OK));
                if (!stopping) {
                  think();
                }
              });
    }

    private Future<String> send(Kind kind, String key, String value, long expiresAtNanos) {
      return switch (kind) {
        case READ ->
            router
                .get(key)
                .map(
                    entry ->
                        entry.isLive(HybridClock.millisOf(clock.next()))
                            ? entry.value().toString()
                            : "");
        case WRITE ->
            router
                .write(key, Buffer.buffer(value), SimProcess.epochMillis(expiresAtNanos))
                .map(value);
        case DELETE -> router.delete(key).map("");
      };
    }
  }
}
