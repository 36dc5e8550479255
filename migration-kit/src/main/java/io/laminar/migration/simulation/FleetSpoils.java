package io.laminar.migration.simulation;

import io.laminar.migration.fleet.AuditEvent;
import io.laminar.migration.fleet.ControlStore;
import io.laminar.migration.fleet.Draft;
import io.laminar.migration.fleet.Head;
import io.laminar.migration.fleet.Identity;
import io.laminar.migration.fleet.MemberRecord;
import io.laminar.migration.fleet.Publication;
import io.laminar.migration.fleet.Renewal;
import io.laminar.migration.fleet.Roster;
import io.laminar.migration.fleet.Tables;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.Side;
import io.laminar.migration.selector.Selector;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** How {@link Mutant}s get a fleet's agreement wrong. */
final class FleetSpoils {

  /** New writes follow the plan by then, and those of the one before are still under way. */
  private static final long INSTALLED_NANOS = 500_000;

  /** After the beginning of simulated time. */
  private static final long CUT_MILLIS = 5_000;

  private FleetSpoils() {}

  /** Everybody seems to have acknowledged everything. */
  static Tables allAcknowledged(Tables tables) {
    return new SpoiledTables(
        tables,
        roster ->
            each(
                roster,
                member ->
                    with(
                        member,
                        member.acknowledged() == 0 ? 0 : roster.latest(),
                        member.controller())));
  }

  /** Everybody moves the migration. */
  static Tables allControllers(Tables tables) {
    return new SpoiledTables(
        tables,
        roster ->
            each(roster, member -> with(member, member.acknowledged(), member.acknowledged() > 0)));
  }

  /** What is in the log is not what was published. */
  static Tables rewriting(Tables tables) {
    return new SpoiledTables(tables, roster -> roster) {
      @Override
      public Future<Void> append(Publication next, String note) {
        return tables.append(
            new Publication(
                next.migration(),
                next.number(),
                next.previousHash(),
                next.document(),
                next.binding(),
                next.atMicros(),
                "nobody",
                next.why(),
                next.hash()),
            note);
      }
    };
  }

  /** Publishes after whatever is newest. */
  static ControlStore blind(ControlStore store) {
    return new SpoiledControlStore(store) {
      @Override
      public Future<Publication> publish(Identity controller, Draft draft) {
        return store
            .head()
            .compose(
                head ->
                    store.publish(
                        controller,
                        new Draft(
                            head.map(newest -> newest.publication().number()).orElse(0L),
                            draft.document(),
                            draft.note(),
                            draft.binding(),
                            draft.everybody(),
                            draft.closed(),
                            draft.who(),
                            draft.why())));
      }
    };
  }

  /** Publishes plans as if members that are not reached made themselves safe beside any. */
  static ControlStore unbinding(ControlStore store) {
    return new SpoiledControlStore(store) {
      @Override
      public Future<Publication> publish(Identity controller, Draft draft) {
        return store.publish(controller, unbound(draft));
      }

      @Override
      public Future<Void> check(Identity controller, Draft draft) {
        return store.check(controller, unbound(draft));
      }
    };
  }

  /** Publishes plans at any time. */
  static ControlStore untimed(ControlStore store) {
    return new SpoiledControlStore(store) {
      @Override
      public Future<Publication> publish(Identity controller, Draft draft) {
        return store.publish(
            controller,
            new Draft(
                draft.after(),
                draft.document(),
                draft.note(),
                draft.binding(),
                draft.everybody(),
                draft.who(),
                draft.why()));
      }
    };
  }

  /**
   * Acknowledges on its own what a member is about to install.
   *
   * @param installs true: when it is installed, but what was begun before has not ended
   */
  static ControlStore hasty(ControlStore store, SimProcess process, boolean installs) {
    return new SpoiledControlStore(store) {

      private Identity self;

      @Override
      public Future<Renewal> register(Identity member, Duration lease) {
        self = member;
        return store.register(member, lease);
      }

      @Override
      public Future<Optional<Head>> head() {
        return store.head().onSuccess(head -> head.ifPresent(this::acknowledge));
      }

      private void acknowledge(Head head) {
        long number = head.publication().number();
        if (self != null) {
          process
              .timeline()
              .after(
                  installs ? INSTALLED_NANOS : 0, process, () -> store.acknowledge(self, number));
        }
      }
    };
  }

  /** The steps, in which keys go to the new store from an instant on, by the process's clock. */
  static Steps byClock(Steps steps, SimProcess process) {
    var late = new Selector.Bound(new Selector.Weather(), new ByClock(process));
    return Mutant.each(
        steps, step -> Mutant.withPolicy(step, Policy.only(Side.OLD).except(late, step.policy())));
  }

  /** All are taken for the same. */
  private static final class ByClock implements BooleanSupplier {

    private final SimProcess process;

    ByClock(SimProcess process) {
      this.process = process;
    }

    @Override
    public boolean getAsBoolean() {
      return process.wallMicros() >= (SimProcess.EPOCH_MILLIS + CUT_MILLIS) * 1_000;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByClock;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  private static Draft unbound(Draft draft) {
    return new Draft(
        draft.after(),
        draft.document(),
        draft.note(),
        false,
        draft.everybody(),
        draft.closed(),
        draft.who(),
        draft.why());
  }

  private static Roster each(Roster roster, UnaryOperator<MemberRecord> change) {
    return new Roster(
        roster.nowMicros(), roster.latest(), roster.members().stream().map(change).toList());
  }

  private static MemberRecord with(MemberRecord member, long acknowledged, boolean controller) {
    return new MemberRecord(
        member.identity(),
        acknowledged,
        member.leaseUntilMicros(),
        member.reportedMicros(),
        member.report(),
        member.alone(),
        member.gap(),
        member.live(),
        controller);
  }

  /** What a transaction sees and does, but for one thing. */
  private static class SpoiledTables implements Tables {

    private final Tables tables;
    private final UnaryOperator<Roster> view;

    SpoiledTables(Tables tables, UnaryOperator<Roster> view) {
      this.tables = tables;
      this.view = view;
    }

    @Override
    public Future<Roster> roster() {
      return tables.roster().map(view);
    }

    @Override
    public String newestHash() {
      return tables.newestHash();
    }

    @Override
    public Future<List<Publication>> logFrom(long number) {
      return tables.logFrom(number);
    }

    @Override
    public Future<Void> append(Publication next, String note) {
      return tables.append(next, note);
    }

    @Override
    public Future<Void> note(String note) {
      return tables.note(note);
    }

    @Override
    public Future<Optional<AuditEvent>> newestEvent() {
      return tables.newestEvent();
    }

    @Override
    public Future<Void> append(AuditEvent next) {
      return tables.append(next);
    }

    @Override
    public Future<Void> appoint(Identity member) {
      return tables.appoint(member);
    }

    @Override
    public Future<Void> enrol(Identity member, long leaseUntilMicros, long nowMicros) {
      return tables.enrol(member, leaseUntilMicros, nowMicros);
    }

    @Override
    public Future<Void> renew(
        Identity member,
        long leaseUntilMicros,
        long nowMicros,
        JsonObject report,
        boolean alone,
        boolean gap) {
      return tables.renew(member, leaseUntilMicros, nowMicros, report, alone, gap);
    }

    @Override
    public Future<Void> acknowledge(Identity member, long number) {
      return tables.acknowledge(member, number);
    }

    @Override
    public Future<Void> strike(String name) {
      return tables.strike(name);
    }

    @Override
    public Future<Void> tell() {
      return tables.tell();
    }
  }
}
