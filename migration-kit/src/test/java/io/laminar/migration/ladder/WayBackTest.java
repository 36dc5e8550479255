package io.laminar.migration.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.MemorySides;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.Router;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Patience;
import io.laminar.migration.scan.Time;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A step that some follow for a while before it turns out that it cannot be taken. */
final class WayBackTest {

  private static final String NAME = "profiles";

  private final EventLoop home = new EventLoop();
  private final EventLoop loop = new EventLoop();
  private final MemorySides sides = new MemorySides();
  private final MemoryStore.Server control = new MemoryStore.Server();
  private final HybridClock clock = HybridClock.system();
  private final Member member = new Member(sides, clock, 1, Policy.only(Side.OLD));
  private Router router;

  @AfterEach
  void close() {
    home.close();
    loop.close();
  }

  /** Follows S3, takes a write there, and then says that it cannot follow. */
  private final class Hesitant implements Crew {

    private final Crew crew;

    Hesitant(Crew crew) {
      this.crew = crew;
    }

    @Override
    public Future<Void> install(MigrationRecord record, Policy policy, Patience patience) {
      Future<Void> installed = crew.install(record, policy, patience);
      return record.step().equals("S3")
          ? installed
              .compose(done -> loop.begin(() -> router.write("k", Buffer.buffer("late"), 0)))
              .compose(written -> Future.failedFuture("not all follow"))
          : installed;
    }

    @Override
    public Future<MigrationRecord> read(String name) {
      return crew.read(name);
    }

    @Override
    public boolean acts() {
      return crew.acts();
    }

    @Override
    public Future<Void> ready(MigrationRecord next, Patience patience) {
      return crew.ready(next, patience);
    }

    @Override
    public Future<Void> write(MigrationRecord record, String why) {
      return crew.write(record, why);
    }

    @Override
    public Policy policy() {
      return crew.policy();
    }

    @Override
    public Future<Findings> findings(Patience patience) {
      return crew.findings(patience);
    }

    @Override
    public String waitingFor() {
      return crew.waitingFor();
    }

    @Override
    public Future<Void> close() {
      return crew.close();
    }
  }

  private Ladder open() {
    var records = new Records(new MemoryStore(home.vertx(), control, "control"), clock);
    return Ladder.on(
        home.vertx(),
        new LadderOptions(NAME, 100, 2, 0, 1, Duration.ZERO, Duration.ofMillis(50)),
        Course.of(Strategy.READ_ONLY),
        sides,
        new Hesitant(new SoleMember(records, member)),
        clock,
        Time.SYSTEM,
        MigrationRecord.begin(NAME),
        member);
  }

  @Test
  void keepsWhatWasWrittenInAStepThatCouldNotBeTaken() {
    sides.data(Side.OLD).entries().put("k", Entry.of(Buffer.buffer("early"), 0));
    Ladder ladder = home.call(() -> Future.succeededFuture(open()));
    router = loop.call(() -> member.join(loop.vertx()));

    assertThatThrownBy(() -> EventLoop.wait(ladder.walkTo("S3"))).hasMessage("not all follow");
    EventLoop.wait(ladder.walkTo("S0"));

    assertThat(loop.call(() -> router.get("k")).value()).hasToString("late");
    EventLoop.wait(ladder.close());
  }
}
