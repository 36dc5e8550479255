package io.laminar.migration.simulation;

import io.laminar.migration.route.Member;
import io.laminar.migration.route.Router;
import io.laminar.migration.simulation.History.Kind;
import io.laminar.migration.simulation.History.Operation;
import io.laminar.migration.simulation.History.Outcome;
import io.laminar.migration.store.Counter;
import io.laminar.migration.store.HybridClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Clients that read, write and delete a few keys through routers, and record what they were told.
 */
final class Clients {

  /** Clocks of those who put dates into keys are off by less than a minute. */
  private static final long MAX_EARLY_NANOS = 50_000_000_000L;

  private static final long MAX_LIFE_NANOS = 3_000_000_000L;
  private static final int ADD_ONE_IN = 10;
  private static final int ADD_TRIES = 4;

  private final Timeline timeline;
  private final History history;
  private final List<String> keys;
  private final int maxPerKey;
  private final boolean expiring;
  private final boolean dropping;
  private final Optional<Tally> tally;
  private final List<Client> clients = new ArrayList<>();
  private long maxThinkNanos = 15_000_000;
  private boolean stopping;
  private int underWay;
  private int values;

  /**
   * @param maxPerKey operations on one key at most, so that their order can be checked
   * @param expiring true if some of the values end
   * @param dropping true if they drop what they have cached when a step is taken
   * @param tally of a counter that they add to; empty if to none
   */
  Clients(
      Timeline timeline,
      History history,
      List<String> keys,
      int maxPerKey,
      boolean expiring,
      boolean dropping,
      Optional<Tally> tally) {
    this.timeline = timeline;
    this.history = history;
    this.keys = keys;
    this.maxPerKey = maxPerKey;
    this.expiring = expiring;
    this.dropping = dropping;
    this.tally = tally;
  }

  /**
   * A client of the router's process, working until {@link #stop}.
   *
   * @param acknowledged tells the newest plan that the process has acknowledged
   */
  void add(String name, SimLoop loop, Router router, Member member, LongSupplier acknowledged) {
    var client = new Client(name, loop, router, member.clock(), acknowledged);
    clients.add(client);
    member.onChange(client::drop);
    client.think();
  }

  /** From now on they think for as long at most before they ask again. */
  void think(long maxNanos) {
    maxThinkNanos = maxNanos;
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
        tally.ifPresent(client::readAtTheEnd);
      }
    }
  }

  /** True if every client that lives has its answer. */
  boolean areDone() {
    return underWay == 0 || clients.stream().allMatch(client -> !client.waitsForAnswer());
  }

  /** The first answer from a cache that was to be dropped; empty if there was none. */
  Optional<String> staleAnswer() {
    return clients.stream()
        .map(client -> client.cache.fault())
        .flatMap(Optional::stream)
        .findFirst();
  }

  private final class Client {
    private final NearCache cache = new NearCache(dropping);
    private final LongSupplier acknowledged;
    private final String name;
    private final SimLoop loop;
    private final Router router;
    private final HybridClock clock;
    private int waiting;
    private int added;
    private final long aheadNanos = anyClock();

    Client(String name, SimLoop loop, Router router, HybridClock clock, LongSupplier acknowledged) {
      this.acknowledged = acknowledged;
      this.clock = clock;
      this.name = name;
      this.loop = loop;
      this.router = router;
    }

    private long anyClock() {
      boolean dated = keys.stream().anyMatch(Hours::isDated);
      return dated && timeline.random().nextInt(4) == 0
          ? timeline.between(-MAX_EARLY_NANOS, MAX_EARLY_NANOS)
          : 0;
    }

    boolean waitsForAnswer() {
      return waiting > 0 && loop.process().isAlive();
    }

    void think() {
      timeline.after(timeline.between(0, maxThinkNanos), loop.process(), this::act);
    }

    /** Waited for from now on, though it begins a little later. */
    private void readAtTheEnd(String key) {
      begins();
      loop.execute(
          () -> {
            run(Kind.READ, key, "", Long.MAX_VALUE);
            ends();
          });
    }

    private void readAtTheEnd(Tally counter) {
      begins();
      loop.execute(
          () ->
              router
                  .get(counter.key())
                  .onSuccess(entry -> counter.read(name, Counter.sumOf(entry)))
                  .onComplete(ended -> ends()));
    }

    private Future<Void> drop() {
      Promise<Void> dropped = Promise.promise();
      loop.execute(
          () -> {
            cache.drop(timeline.nanos(), acknowledged.getAsLong());
            dropped.complete();
          });
      return dropped.future();
    }

    private void act() {
      if (stopping) {
        return;
      }
      if (tally.isPresent() && timeline.random().nextInt(ADD_ONE_IN) == 0) {
        add(tally.get());
        return;
      }
      String key = keys.get(timeline.random().nextInt(keys.size()));
      boolean inUse = Hours.isInUse(key, timeline.nanos() + aheadNanos);
      if (!inUse || history.count(key) >= maxPerKey) {
        think();
        return;
      }
      int dice = timeline.random().nextInt(10);
      if (dice < 5) {
        read(key);
      } else if (dice < 8 || dice == 8 && !(expiring && keys.indexOf(key) % 3 == 0)) {
        run(Kind.WRITE, key, "{\"n\":" + ++values + "}", Hours.endNanos(key));
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

    /** What is cached was read when the store was asked for it. */
    private void read(String key) {
      cache
          .find(key, timeline.nanos(), acknowledged.getAsLong())
          .ifPresentOrElse(
              kept -> {
                int place = begin(Kind.READ, key, "", Long.MAX_VALUE, kept.begunNanos());
                end(place, Kind.READ, key, kept.value(), Long.MAX_VALUE, kept.begunNanos(), true);
                think();
              },
              () -> run(Kind.READ, key, "", Long.MAX_VALUE));
    }

    /** An increment is sent again, under its name, until somebody says that it was made. */
    private void add(Tally counter) {
      long delta = timeline.between(1, 10);
      counter.sent(delta);
      begins();
      add(counter, delta, name + " " + ++added, true, ADD_TRIES);
    }

    private void add(Tally counter, long delta, String id, boolean neverMade, int triesLeft) {
      router
          .add(counter.key(), delta, id, clock.next())
          .onComplete(
              answer -> {
                boolean refused =
                    neverMade && answer.cause() instanceof UnsupportedOperationException;
                if (answer.failed() && triesLeft > 1 && !refused) {
                  add(counter, delta, id, false, triesLeft - 1);
                  return;
                }
                if (answer.succeeded()) {
                  counter.acknowledged(delta);
                } else if (refused) {
                  counter.refused(delta);
                }
                ends();
                if (!stopping) {
                  think();
                }
              });
    }

    private void begins() {
      waiting++;
      underWay++;
    }

    private void ends() {
      waiting--;
      underWay--;
    }

    private void run(Kind kind, String key, String value, long expiresAtNanos) {
      begins();
      long begun = timeline.nanos();
      int place = begin(kind, key, value, expiresAtNanos, begun);
      send(kind, key, value, expiresAtNanos)
          .onComplete(
              answer -> {
                ends();
                String seen = kind == Kind.READ && answer.succeeded() ? answer.result() : value;
                end(place, kind, key, seen, expiresAtNanos, begun, answer.succeeded());
                if (kind == Kind.READ && answer.succeeded()) {
                  cache.keep(key, new NearCache.Kept(seen, begun));
                }
                if (!stopping) {
                  think();
                }
              });
    }

    private int begin(Kind kind, String key, String value, long expiresAtNanos, long begunNanos) {
      return history.begin(
          new Operation(
              name, kind, key, value, expiresAtNanos, begunNanos, Long.MAX_VALUE, Outcome.UNKNOWN));
    }

    private void end(
        int place,
        Kind kind,
        String key,
        String seen,
        long expiresAtNanos,
        long begunNanos,
        boolean sure) {
      history.end(
          place,
          new Operation(
              name,
              kind,
              key,
              seen,
              expiresAtNanos,
              begunNanos,
              sure ? timeline.nanos() : Long.MAX_VALUE,
              sure ? Outcome.OK : Outcome.UNKNOWN));
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
