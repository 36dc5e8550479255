package io.laminar.deploy.fleet;

import io.laminar.deploy.fleet.History.Operation;
import io.laminar.migration.codec.Format;
import io.laminar.migration.config.BearerToken;
import io.laminar.migration.control.MigrationOptions;
import io.laminar.migration.control.MigrationService;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.fleet.FleetOptions;
import io.laminar.migration.fleet.FleetStatus;
import io.laminar.migration.ladder.LadderOptions;
import io.laminar.migration.plan.Objectives;
import io.laminar.migration.plan.Objectives.Objective;
import io.laminar.migration.plan.Plan;
import io.laminar.migration.plan.PlanReader;
import io.laminar.migration.route.Router;
import io.laminar.migration.route.Sides;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.store.Entry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A member in a process of its own: reads, writes and deletes shared keys through its router all
 * the time, and writes down what it did, until a line comes in.
 */
final class FleetNode {

  private static final StoreLimits LIMITS =
      new StoreLimits(Duration.ofSeconds(2), 20_000, Duration.ofDays(7));
  private static final int KEYS = 60;
  private static final int CLIENTS = 3;
  private static final long REST_MILLIS = 4;

  private final Vertx vertx = Vertx.vertx();
  private final String name;
  private final OutputStream history;
  private final Random random;
  private final boolean writes;
  private final Path dated;
  private MigrationService migration;
  private Router router;
  private long count;
  private volatile boolean running = true;

  private FleetNode(JsonObject settings) throws IOException {
    name = settings.getString("name");
    history = Files.newOutputStream(Path.of(settings.getString("history")));
    random = new Random(settings.getLong("seed"));
    writes = settings.getBoolean("writes");
    dated = Path.of(settings.getString("dated"));
  }

  /** What the process runs; prints the port of its admin API, and ends after a line on stdin. */
  public static void main(String[] arguments) throws Exception {
    var settings = new JsonObject(arguments[0]);
    var node = new FleetNode(settings);
    try {
      node.start(settings);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1); // event loops would keep the process
    }
    System.out.println(node.migration.adminPort());
    int end = System.in.read();
    if (end < 0) {
      System.exit(1); // the test is gone
    }
    node.stop();
    System.exit(0);
  }

  private void start(JsonObject settings) throws Exception {
    long offsetMicros = settings.getLong("clockAheadMillis") * 1_000;
    migration =
        await(
            MigrationService.start(
                vertx, options(settings), () -> System.currentTimeMillis() * 1_000 + offsetMicros));
    var context = vertx.getOrCreateContext();
    router =
        await(
            Future.future(
                promise ->
                    context.runOnContext(
                        here -> migration.member().join(vertx).onComplete(promise))));
    context.runOnContext(
        here -> {
          List<Future<Void>> clients = new ArrayList<>();
          for (int i = 0; i < CLIENTS; i++) {
            clients.add(Loop.until(this::oneOperation));
          }
          ended = Future.join(clients).mapEmpty();
        });
  }

  private volatile Future<Void> ended = Future.succeededFuture();

  private void stop() throws Exception {
    running = false;
    await(ended);
    await(router.close());
    await(migration.close());
    history.close();
    await(vertx.close());
  }

  private static MigrationOptions options(JsonObject settings) {
    Optional<Plan> plan = Optional.ofNullable(settings.getString("plan")).map(PlanReader::read);
    String namespace = settings.getString("namespace");
    Duration lease = Duration.ofMillis(settings.getLong("leaseMillis"));
    return new MigrationOptions(
        new Sides.Addresses(
            new StoreAddress(settings.getString("old"), namespace, Format.ENVELOPE),
            new StoreAddress(settings.getString("new"), namespace, Format.ENVELOPE),
            LIMITS),
        new StoreAddress(settings.getString("control"), namespace + "_control", Format.ENVELOPE),
        plan.map(LadderOptions::of)
            .orElseGet(
                () ->
                    new LadderOptions(
                        namespace,
                        500,
                        4,
                        0,
                        settings.getInteger("compareOneIn"),
                        Duration.ofMillis(settings.getLong("soakMillis")),
                        Duration.ofMillis(6_500),
                        objectives(settings))),
        new FleetOptions(
            settings.getString("name"), lease, lease.dividedBy(4), Duration.ofMillis(500)),
        "127.0.0.1",
        0,
        BearerToken.NONE,
        plan);
  }

  /** Only S5 is judged: on the way to it nothing may turn the walk round. */
  private static Objectives objectives(JsonObject settings) {
    var ofS5 =
        new Objective(
            settings.getInteger("maxErrors"), Duration.ofMillis(settings.getLong("maxP99Millis")));
    return new Objectives(Objective.NONE, Map.of("S5", ofS5), Duration.ofSeconds(2));
  }

  private Future<Boolean> oneOperation() {
    String key = "k" + random.nextInt(KEYS) + date();
    int die = random.nextInt(10);
    Future<Void> operation =
        die < 6 || !writes
            ? read(key)
            : write(key, die == 9 ? History.NOTHING : name + "-" + count++);
    return operation.transform(done -> vertx.timer(REST_MILLIS)).map(rested -> !running);
  }

  /** The date that keys hold as soon as somebody has written one down. */
  private String date() {
    try {
      return Files.exists(dated) ? "#" + Files.readString(dated) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Future<Void> read(String key) {
    long begin = System.nanoTime();
    FleetStatus status = migration.fleet().orElseThrow();
    return router
        .get(key)
        .onSuccess(
            entry ->
                note(
                    new Operation(
                        name,
                        false,
                        key,
                        textOf(entry),
                        begin,
                        System.nanoTime(),
                        true,
                        status.installed(),
                        isTrusted(status))))
        .mapEmpty();
  }

  private Future<Void> write(String key, String value) {
    long begin = System.nanoTime();
    FleetStatus status = migration.fleet().orElseThrow();
    var begun =
        new Operation(
            name, true, key, value, begin, begin, false, status.installed(), isTrusted(status));
    note(begun);
    Future<Void> write =
        value.equals(History.NOTHING)
            ? router.delete(key)
            : router.write(key, Buffer.buffer(value), 0);
    // one that took longer may hide a gap, after which the member made it again in safe mode
    return write.onSuccess(
        done ->
            note(
                new Operation(
                    name,
                    true,
                    key,
                    value,
                    begun.beginNanos(),
                    System.nanoTime(),
                    true,
                    status.installed(),
                    begun.trusted() && System.nanoTime() - begin < status.leaseLeft().toNanos())));
  }

  private static boolean isTrusted(FleetStatus status) {
    return status.state() == FleetStatus.State.SERVING;
  }

  private static String textOf(Entry entry) {
    return entry.isPresent() && !entry.tombstone() ? entry.value().toString() : History.NOTHING;
  }

  /** Straight to the system, so that a kill loses nothing. */
  private void note(Operation operation) {
    try {
      history.write((operation.toLine() + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(180, TimeUnit.SECONDS);
  }
}
