package io.laminar.migration.control;

import io.laminar.migration.fleet.ControlStore;
import io.laminar.migration.fleet.Controller;
import io.laminar.migration.fleet.Draft;
import io.laminar.migration.fleet.FleetMember;
import io.laminar.migration.fleet.FleetStatus;
import io.laminar.migration.fleet.Head;
import io.laminar.migration.fleet.Identity;
import io.laminar.migration.fleet.Publication;
import io.laminar.migration.fleet.RefusedException;
import io.laminar.migration.fleet.RefusedException.Reason;
import io.laminar.migration.ladder.Course;
import io.laminar.migration.ladder.Crew;
import io.laminar.migration.ladder.MigrationRecord;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.SideWeather;
import io.laminar.migration.scan.Patience;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The members of a fleet as the ladder sees them: what it writes down is published, and installed
 * once everybody has acknowledged it. Belongs to the ladder's context.
 */
final class FleetCrew implements Crew {

  private final ControlStore store;
  private final Member member;
  private final Course course;
  private final Duration notice;
  private final Predicate<MigrationRecord> isEnd;
  private final Predicate<MigrationRecord> isBinding;
  private final Tally tally = new Tally();
  private FleetMember fleet;
  private Controller controller;
  private Publication current;
  private String held = "";
  private volatile String waitingFor = "";

  /**
   * @param member this process's routers
   * @param notice after this a member that may have missed a publication knows it
   * @param isEnd true for a record of a step that cannot be undone
   * @param isBinding true for one that a member keeps as it is when it cannot be reached
   */
  FleetCrew(
      ControlStore store,
      Member member,
      Course course,
      Duration notice,
      Predicate<MigrationRecord> isEnd,
      Predicate<MigrationRecord> isBinding) {
    this.store = store;
    this.member = member;
    this.course = course;
    this.notice = notice;
    this.isEnd = isEnd;
    this.isBinding = isBinding;
  }

  /** Takes part from now on. */
  void join(FleetMember joined, Controller publisher) {
    fleet = joined;
    controller = publisher;
  }

  /** What the fleet member installs. */
  void follows(Head head) {
    current = head.publication();
  }

  /**
   * What is written down now: that a migration is held, or not any more, is an event of the log.
   */
  void knows(MigrationRecord record) {
    held = record.held();
  }

  /** What to publish where nothing has been published yet. */
  Draft first(MigrationRecord record, String who) {
    return draft(0, record, Optional.empty(), who, "the migration begins");
  }

  @Override
  public Future<MigrationRecord> read(String name) {
    return store
        .head()
        .map(head -> head.map(Documents::record).orElseGet(() -> MigrationRecord.begin(name)));
  }

  @Override
  public boolean acts() {
    return fleet != null && fleet.status().controller();
  }

  @Override
  public String waitingFor() {
    return waitingFor;
  }

  @Override
  public Future<Void> ready(MigrationRecord next, Patience patience) {
    return controller
        .ready(draft(next, Optional.empty(), "goes to " + next.step()), patience, this::waits)
        .onComplete(ended -> waits(""));
  }

  @Override
  public Future<Void> write(MigrationRecord record, String why) {
    if (Documents.document(record).equals(current.document())) {
      Optional<String> event =
          record.held().equals(held)
              ? Optional.empty()
              : Optional.of(record.held().isEmpty() ? why : "held: " + record.held());
      return store
          .note(fleet.identity(), current.number(), Documents.note(record), event)
          .onSuccess(noted -> knows(record));
    }
    return controller
        .tryToPublish(draft(record, closed(record), why))
        .map(
            published -> {
              current = published;
              knows(record);
              return (Void) null;
            })
        .recover(FleetCrew::notReady);
  }

  @Override
  public Future<Void> install(MigrationRecord record, Policy policy, Patience patience) {
    return fleet
        .follow(current.number())
        .compose(followed -> controller.acknowledged(patience, this::waits))
        .onComplete(ended -> waits(""));
  }

  @Override
  public Policy policy() {
    return member.policy();
  }

  @Override
  public Future<Findings> findings(Patience patience) {
    return controller
        .freshReports(patience, this::waits)
        .onComplete(ended -> waits(""))
        .map(roster -> tally.count(roster.members()));
  }

  /** What this process sees now, and what the others said when they last renewed their leases. */
  @Override
  public Future<List<SideWeather>> weather() {
    return store
        .roster()
        .map(
            roster ->
                SideWeather.together(
                    Stream.concat(
                        member.weather().stream(),
                        roster.members().stream()
                            .filter(other -> other.live() && !other.identity().equals(identity()))
                            .flatMap(other -> Documents.weather(other.report())))));
  }

  @Override
  public Duration notice() {
    return notice;
  }

  @Override
  public Future<Void> close() {
    return fleet == null ? store.close() : fleet.leave().eventually(store::close);
  }

  /** Who this process is to the others. */
  Identity identity() {
    return fleet.identity();
  }

  /** How this process takes part. */
  FleetStatus status() {
    return fleet.status();
  }

  /** The gates of a step see to it as well; only this holds at the moment of publication. */
  private Optional<Draft.Closed> closed(MigrationRecord next) {
    return course
        .closed(Documents.record(current), next, notice)
        .map(
            closed ->
                new Draft.Closed(
                    closed.fromMillis() * 1_000,
                    closed.untilMillis() == Long.MAX_VALUE
                        ? Long.MAX_VALUE
                        : closed.untilMillis() * 1_000,
                    ("too late for %s: it moves keys dated from %s on, and what is published after"
                            + " %s (UTC) may reach a member only when they are in use")
                        .formatted(
                            next.step(),
                            closed.date(),
                            Instant.ofEpochMilli(closed.fromMillis()))));
  }

  private Draft draft(MigrationRecord record, Optional<Draft.Closed> closed, String why) {
    return draft(current.number(), record, closed, fleet.identity().name(), why);
  }

  private Draft draft(
      long after, MigrationRecord record, Optional<Draft.Closed> closed, String who, String why) {
    return new Draft(
        after,
        Documents.document(record),
        Documents.note(record),
        isBinding.test(record),
        isEnd.test(record),
        closed,
        who,
        why);
  }

  private static <T> Future<T> notReady(Throwable failure) {
    return Future.failedFuture(
        failure instanceof RefusedException refused && refused.reason() == Reason.WAITING
            ? new NotReadyException(refused.getMessage())
            : failure);
  }

  private void waits(String what) {
    waitingFor = what;
  }
}
