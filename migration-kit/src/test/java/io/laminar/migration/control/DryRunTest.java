package io.laminar.migration.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.ladder.Course;
import io.laminar.migration.ladder.Ladder;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.ladder.LadderStatus;
import io.laminar.migration.ladder.MemoryReplication;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.plan.PlanReader;
import io.laminar.migration.plan.PlanStep;
import io.laminar.migration.plan.Steps;
import io.laminar.migration.plan.Strategy;
import io.laminar.migration.route.MemorySides;
import io.laminar.migration.scan.Time;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.selector.Selector.DateInKey;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.MemoryStore;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command in every step of every strategy, in a dry run and in earnest. */
final class DryRunTest {

  private static final LadderOptions OPTIONS =
      new LadderOptions("profiles", 100, 4, 0, 3, Duration.ofMillis(1), Duration.ofMillis(2));
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);

  private final EventLoop loop = new EventLoop();
  private MemorySides sides = new MemorySides();
  private Ladder ladder;
  private Commands commands;

  /** A command and its fields. */
  private record Order(String command, JsonObject fields) {

    static Order of(String command) {
      return new Order(command, new JsonObject());
    }

    Order with(String field, Object value) {
      return new Order(command, fields.copy().put(field, value));
    }

    Order dry() {
      return with("dryRun", true);
    }
  }

  static Stream<String> courses() {
    return Stream.concat(Stream.of("replication"), Stream.of(Strategy.values()).map(Enum::name));
  }

  private Course course(String name) {
    if (name.equals("replication")) {
      Plan plan =
          PlanReader.read(
              """
              name: profiles
              strategy: synchronize
              from: {store: "redis://a:6379", namespace: p}
              to: {store: "redis://b:6379", namespace: p}
              """);
      var servers = new MemoryReplication(sides);
      return new Course(
          plan::steps,
          plan.selector(),
          plan.hash(),
          Optional.of(new Course.Replicated(plan.sync(), (vertx, permitted) -> servers)));
    }
    if (Strategy.valueOf(name) != Strategy.TIMED_ROLLOVER) {
      return Course.of(Strategy.valueOf(name));
    }
    var dates = new DateInKey("d:", TODAY.plusDays(30).toString(), "");
    return new Course(cut -> Steps.rollover(dates, cut, Selector.ALL), Selector.ALL, "");
  }

  private void open(String name) {
    sides = new MemorySides();
    ladder =
        loop.call(
            () ->
                Ladder.open(
                    loop.vertx(),
                    OPTIONS,
                    course(name),
                    sides,
                    new MemoryStore(loop.vertx(), new MemoryStore.Server(), "control"),
                    HybridClock.system(),
                    Time.SYSTEM));
    commands =
        new Commands(
            ladder,
            Optional.empty(),
            Optional.empty(),
            () -> ladder.status().map(LadderStatus::toJson));
  }

  @AfterEach
  void close() {
    loop.close();
  }

  /** Why it is refused; empty if it is not. */
  private String refusal(Order order) {
    return EventLoop.wait(
        commands
            .run(order.command(), Fields.of(Buffer.buffer(order.fields().encode())), "somebody")
            .map(answer -> answer.status() < 400 ? "" : answer.body().toString())
            .otherwise(Throwable::getMessage));
  }

  private List<Order> orders(Steps steps) {
    List<Order> orders = new ArrayList<>();
    for (String command : List.of("pause", "resume", "verify", "repair", "abort", "forget")) {
      orders.add(Order.of(command));
    }
    orders.add(Order.of("verify").with("repair", true));
    orders.add(Order.of("throttle").with("perSecond", 0));
    orders.add(Order.of("throttle").with("liveP99", "2m"));
    orders.add(Order.of("apply").with("plan", "0123"));
    orders.add(Order.of("apply").with("plan", ""));
    orders.add(Order.of("abort").with("withoutNew", true).with("confirm", "other"));
    orders.add(Order.of("abort").with("withoutNew", true).with("confirm", "profiles"));
    orders.add(Order.of("complete").with("confirm", "other"));
    orders.add(Order.of("reverse"));
    orders.add(Order.of("reverse").with("cut", TODAY.plusDays(1).toString()));
    orders.add(Order.of("reverse").with("cut", TODAY.plusDays(60).toString()));
    for (PlanStep step : steps.all()) {
      orders.add(Order.of("walk").with("to", step.id()));
      for (int perMille : new int[] {0, 10, 1_000}) {
        orders.add(Order.of("ramp").with("to", step.id()).with("perMille", perMille));
      }
    }
    return orders;
  }

  /** What the two do not agree on, a line each; the step is the same again afterwards. */
  private List<String> disagreements(String step, List<Order> orders) {
    List<String> found = new ArrayList<>();
    for (Order order : orders) {
      disagreement(step, order).ifPresent(found::add);
      returnTo(step);
    }
    return found;
  }

  private Optional<String> disagreement(String step, Order order) {
    String dry = refusal(order.dry());
    String real = refusal(order);
    return dry.equals(real)
        ? Optional.empty()
        : Optional.of("%s %s: dry run \"%s\", command \"%s\"".formatted(step, order, dry, real));
  }

  private LadderStatus status() {
    return EventLoop.wait(ladder.status());
  }

  private void returnTo(String step) {
    if (status().steps().strategy() == Strategy.TIMED_ROLLOVER) {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2))
          .until(() -> !status().busy());
      if (status().ramp().isPresent()) {
        EventLoop.wait(ladder.walkTo(status().step().id()));
      }
      if (status().step().id().equals("S2") && step.compareTo("S2") < 0) {
        EventLoop.wait(ladder.cutAt(TODAY.plusDays(60).toString()));
      }
    }
    LadderStatus now = status();
    if (!now.step().id().equals(step) || now.busy() || now.ramp().isPresent()) {
      EventLoop.wait(ladder.walkTo(step));
    }
  }

  @ParameterizedTest
  @MethodSource("courses")
  void isRefusedInADryRunWhatIsRefusedInEarnest(String name) {
    List<String> found = new ArrayList<>();
    Steps steps = course(name).stepsByCut().apply("");

    for (PlanStep step : steps.all()) {
      open(name);
      if (steps.isEnd(step)) {
        returnTo(steps.top().id());
        EventLoop.wait(ladder.complete("profiles"));
      } else {
        returnTo(step.id());
      }
      found.addAll(disagreements(step.id(), orders(steps)));
      Order complete = Order.of("complete").with("confirm", "profiles");
      disagreement(step.id(), complete).ifPresent(found::add);
      EventLoop.wait(ladder.close());
    }

    assertThat(found).isEmpty();
  }
}
