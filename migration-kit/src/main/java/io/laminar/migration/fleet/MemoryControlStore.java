package io.laminar.migration.fleet;

import io.laminar.migration.fleet.Decisions.Answer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A control store in this process's memory, for tests and simulations: several instances of one
 * {@link Server} are what several processes have, each with its own {@link Way} to it.
 */
public final class MemoryControlStore extends TransactedControlStore {

  /** The way between a process and the server: how long it takes, and what gets lost on it. */
  public interface Way {

    /**
     * Asks the server.
     *
     * @param work what the server does when the question arrives
     * @return fails as an operation of a control store does; the work may have been done all the
     *     same
     */
    <T> Future<T> ask(String operation, Supplier<T> work);

    /** Brings the process what the server tells unasked. */
    void tell(Runnable told);
  }

  /** What all instances share, with the clock that decides leases. Thread-safe. */
  public static final class Server {

    private final String migration;
    private final LongSupplier epochMicros;
    private final UnaryOperator<Tables> spoil;
    private final List<Publication> log = new ArrayList<>();
    private final List<AuditEvent> events = new ArrayList<>();
    private final Map<String, MemberRecord> memberByName = new LinkedHashMap<>();
    private final List<MemoryControlStore> clients = new CopyOnWriteArrayList<>();
    private String controller = "";
    private String note = "";

    public Server(String migration, LongSupplier epochMicros) {
      this(migration, epochMicros, UnaryOperator.identity());
    }

    /**
     * @param spoil what transactions see in place of the tables, to try what goes wrong then
     */
    public Server(String migration, LongSupplier epochMicros, UnaryOperator<Tables> spoil) {
      this.migration = migration;
      this.epochMicros = epochMicros;
      this.spoil = spoil;
    }

    /** All publications. */
    public synchronized List<Publication> log() {
      return List.copyOf(log);
    }

    private <T> Answer<T> exclusively(Function<Tables, Future<Answer<T>>> work) {
      List<Runnable> afterwards = new ArrayList<>();
      Answer<T> answer;
      synchronized (this) {
        // nothing in memory waits, so the work is done when it returns
        answer = work.apply(spoil.apply(new MemoryTables(this, afterwards))).result();
      }
      afterwards.forEach(Runnable::run);
      return answer;
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

    private synchronized List<AuditEvent> eventsFrom(long number, int limit) {
      return events.stream().filter(e -> e.number() >= number).limit(limit).toList();
    }

    private synchronized Optional<Head> head() {
      return log.isEmpty()
          ? Optional.empty()
          : Optional.of(new Head(log.get(log.size() - 1), note));
    }

    private void tell() {
      clients.forEach(client -> client.way.tell(client::tellChanged));
    }
  }

  private final Server server;
  private final Way way;

  public MemoryControlStore(Server server, Way way) {
    super(server.migration);
    this.server = server;
    this.way = way;
    server.clients.add(this);
  }

  @Override
  public Future<Optional<Head>> head() {
    return way.ask("head", server::head);
  }

  @Override
  public Future<List<Publication>> log(long from, int limit) {
    return way.ask("log", () -> server.logFrom(from, limit));
  }

  @Override
  public Future<List<AuditEvent>> events(long from, int limit) {
    return way.ask("events", () -> server.eventsFrom(from, limit));
  }

  @Override
  public Future<Roster> roster() {
    return way.ask("roster", server::roster);
  }

  @Override
  public Future<Void> nudge() {
    return way.ask(
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

  @Override
  <T> Future<T> exclusively(String operation, Function<Tables, Future<Answer<T>>> work) {
    return way.ask(operation, () -> server.exclusively(work)).compose(Answer::toFuture);
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
    public Future<Optional<AuditEvent>> newestEvent() {
      return Future.succeededFuture(
          server.events.isEmpty()
              ? Optional.empty()
              : Optional.of(server.events.get(server.events.size() - 1)));
    }

    @Override
    public Future<Void> append(AuditEvent next) {
      server.events.add(next);
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
