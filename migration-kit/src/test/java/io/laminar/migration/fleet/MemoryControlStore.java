package io.laminar.migration.fleet;

import io.laminar.migration.fleet.Decisions.Answer;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A control store in this process's memory, for tests and simulations: several instances of one
 * {@link Server} are what several processes have, and each can be cut off.
 */
public final class MemoryControlStore extends TransactedControlStore {

  /** What all instances share, with the clock that decides leases. Thread-safe. */
  public static final class Server {

    private final String migration;
    private final LongSupplier epochMicros;
    private final List<Publication> log = new ArrayList<>();
    private final Map<String, MemberRecord> memberByName = new LinkedHashMap<>();
    private final List<MemoryControlStore> clients = new CopyOnWriteArrayList<>();
    private String controller = "";
    private String note = "";

    public Server(String migration, LongSupplier epochMicros) {
      this.migration = migration;
      this.epochMicros = epochMicros;
    }

    private synchronized <T> Answer<T> exclusively(
        Function<Tables, Future<Answer<T>>> work, List<Runnable> afterwards) {
      // nothing in memory waits, so the work is done when it returns
      return work.apply(new MemoryTables(this, afterwards)).result();
    }

    private synchronized Roster roster() {
      long now = epochMicros.getAsLong();
      List<MemberRecord> members = new ArrayList<>();
      memberByName
          .values()
          .forEach(
              member ->
                  members.add(
                      with(
                          member,
                          member.acknowledged(),
                          member.leaseUntilMicros(),
                          member.reportedMicros(),
                          member.report(),
                          member.alone(),
                          member.gap(),
                          now)));
      return new Roster(now, log.size(), members);
    }

    private MemberRecord with(
        MemberRecord member,
        long acknowledged,
        long leaseUntil,
        long reported,
        JsonObject report,
        boolean alone,
        boolean gap,
        long now) {
      return new MemberRecord(
          member.identity(),
          acknowledged,
          leaseUntil,
          reported,
          report,
          alone,
          gap,
          leaseUntil > now,
          member.identity().incarnation().equals(controller));
    }

    private synchronized List<Publication> logFrom(long number, int limit) {
      return log.stream().filter(p -> p.number() >= number).limit(limit).toList();
    }

    private synchronized Optional<Head> head() {
      return log.isEmpty()
          ? Optional.empty()
          : Optional.of(new Head(log.get(log.size() - 1), note));
    }

    private void tell() {
      clients.forEach(MemoryControlStore::tellUnlessCutOff);
    }
  }

  private final Server server;
  private final Context context;
  private volatile boolean cutOff;

  public MemoryControlStore(Vertx vertx, Server server) {
    super(server.migration);
    this.server = server;
    this.context = vertx.getOrCreateContext();
    server.clients.add(this);
  }

  /** From now on nothing can be reached; or everything again. */
  public void cutOff(boolean cut) {
    cutOff = cut;
  }

  /** True while nothing can be reached. */
  public boolean isCutOff() {
    return cutOff;
  }

  @Override
  public Future<Optional<Head>> head() {
    return reached("head", server::head);
  }

  @Override
  public Future<List<Publication>> log(long from, int limit) {
    return reached("log", () -> server.logFrom(from, limit));
  }

  @Override
  public Future<Roster> roster() {
    return reached("roster", server::roster);
  }

  @Override
  public Future<Void> nudge() {
    return reached(
        "nudge",
        () -> {
          server.tell();
          return null;
        });
  }

  @Override
  public Future<Void> close() {
    server.clients.remove(this);
    forgetListeners();
    return Future.succeededFuture();
  }

  private void tellUnlessCutOff() {
    if (!cutOff) {
      context.runOnContext(here -> tellChanged());
    }
  }

  @Override
  <T> Future<T> exclusively(String operation, Function<Tables, Future<Answer<T>>> work) {
    List<Runnable> afterwards = new ArrayList<>();
    return reached(operation, () -> server.exclusively(work, afterwards))
        .compose(Answer::toFuture)
        .onComplete(done -> afterwards.forEach(Runnable::run));
  }

  private interface Call<T> {
    T make();
  }

  /** Later, as an answer over a network comes. */
  private <T> Future<T> reached(String operation, Call<T> call) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        here -> {
          if (cutOff) {
            promise.fail(
                new StoreException(Kind.UNREACHABLE, "memory", operation, "cut off", null));
          } else {
            promise.complete(call.make());
          }
        });
    return promise.future();
  }

  private record MemoryTables(Server server, List<Runnable> afterwards) implements Tables {

    @Override
    public Future<Roster> roster() {
      return Future.succeededFuture(server.roster());
    }

    @Override
    public String newestHash() {
      return server.head().map(head -> head.publication().hash()).orElse("");
    }

    @Override
    public Future<List<Publication>> logFrom(long number) {
      return Future.succeededFuture(server.logFrom(number, Integer.MAX_VALUE));
    }

    @Override
    public Future<Void> append(Publication next, String note) {
      server.log.add(next);
      server.note = note;
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> note(String note) {
      server.note = note;
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> appoint(Identity member) {
      server.controller = member.incarnation();
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> enrol(Identity member, long leaseUntilMicros, long nowMicros) {
      server.memberByName.put(
          member.name(),
          new MemberRecord(
              member, 0, leaseUntilMicros, nowMicros, new JsonObject(), false, true, true, false));
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> renew(
        Identity member,
        long leaseUntilMicros,
        long nowMicros,
        JsonObject report,
        boolean alone,
        boolean gap) {
      server.memberByName.computeIfPresent(
          member.name(),
          (name, known) ->
              server.with(
                  known,
                  known.acknowledged(),
                  leaseUntilMicros,
                  nowMicros,
                  report,
                  alone,
                  gap,
                  nowMicros));
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> acknowledge(Identity member, long number) {
      server.memberByName.computeIfPresent(
          member.name(),
          (name, known) ->
              server.with(
                  known,
                  number,
                  known.leaseUntilMicros(),
                  known.reportedMicros(),
                  known.report(),
                  known.alone(),
                  false,
                  0));
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> strike(String name) {
      server.memberByName.remove(name);
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> tell() {
      afterwards.add(server::tell);
      return Future.succeededFuture();
    }
  }
}
