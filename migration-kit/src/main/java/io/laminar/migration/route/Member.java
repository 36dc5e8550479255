package io.laminar.migration.route;

import io.laminar.migration.store.HybridClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One process that uses the migrating stores: all its routers, one per event loop.
 *
 * <p>A policy counts as installed when every loop follows it, the writes begun before have ended
 * everywhere, and what was cached under the old one is dropped. Thread-safe.
 */
public final class Member {

  /** How long a write may wait for a freeze to end. */
  public static final Duration PARKED_AT_MOST = Parking.LIMIT;

  private final Sides.Opener opener;
  private final HybridClock clock;
  private final int compareOneIn;
  private final ShadowReads.Findings findings = new ShadowReads.Findings();
  private final List<Router> routers = new CopyOnWriteArrayList<>();
  private final List<Supplier<Future<Void>>> cacheDrops = new CopyOnWriteArrayList<>();
  private final Standing standing;
  private volatile Followed followed;
  private final AtomicLong policies = new AtomicLong(1);

  /**
   * @param clock gives the versions of all writes of this process
   * @param compareOneIn while a step compares reads, compares one read in so many
   * @param policy what to begin with
   */
  public Member(Sides.Opener opener, HybridClock clock, int compareOneIn, Policy policy) {
    this(opener, clock, compareOneIn, Standing.ALWAYS, policy);
  }

  /**
   * A process that others can go on without.
   *
   * @param standing whether they may have done so
   */
  public Member(
      Sides.Opener opener, HybridClock clock, int compareOneIn, Standing standing, Policy policy) {
    this.standing = standing;
    this.opener = opener;
    this.clock = clock;
    this.compareOneIn = compareOneIn;
    this.followed = new Followed(policy);
  }

  /**
   * Opens a router on the current event loop; it is part of the member until it is closed.
   *
   * @return fails if a store is away that reads need; one that is only written may be: what writes
   *     both refuses or journals then, as the policy says
   */
  public Future<Router> join(Vertx vertx) {
    var sides = new Sides(vertx, opener, clock);
    Followed now = followed;
    return sides
        .beginFor(now.policy())
        .map(
            open -> {
              var router = new Router(vertx, sides, clock, compareOneIn, findings, standing, now);
              routers.add(router);
              router.onClose(() -> routers.remove(router));
              return router;
            })
        .compose(
            router ->
                followed == now
                    ? Future.succeededFuture(router)
                    : router // the step changed while it opened
                        .install(followed)
                        .map(router)
                        .onFailure(failure -> routers.remove(router)))
        .onFailure(failure -> sides.close());
  }

  /**
   * Registers what to drop when a policy was installed, or was and is so no more; done when every
   * loop has dropped it.
   */
  public void onChange(Supplier<Future<Void>> dropCached) {
    cacheDrops.add(dropCached);
  }

  /**
   * Changes the policy on every loop.
   *
   * @return done when it is installed everywhere. If a loop cannot open a store that the policy
   *     needs, those that changed go back, and the failure says why
   */
  public Future<Void> install(Policy next) {
    return install(next, List.of());
  }

  /**
   * The same, where some keys may go elsewhere by the next publication.
   *
   * @param doubts which
   */
  public Future<Void> install(Policy nextPolicy, List<Doubt> doubts) {
    var next = new Followed(nextPolicy, doubts);
    Followed previous = followed;
    followed = next;
    policies.incrementAndGet();
    List<Future<Void>> installs = new ArrayList<>();
    routers.forEach(router -> installs.add(router.install(next)));
    return Future.join(installs)
        .<Void>mapEmpty()
        .recover(failure -> goBack(previous, failure))
        .compose(installed -> dropCaches());
  }

  /** Gives the versions of all writes of this process. */
  public HybridClock clock() {
    return clock;
  }

  /** What all loops follow, or are about to. */
  public Policy policy() {
    return followed.policy();
  }

  /** How many policies this process has had so far; the one to begin with is the first. */
  public long policies() {
    return policies.get();
  }

  /** Reads compared in the background so far. */
  public long compared() {
    return findings.compared.get();
  }

  /** Compared reads that stayed different. */
  public long divergent() {
    return findings.divergent.get();
  }

  /** Keys so far that may differ between the stores and that no journal knows. */
  public long lostMarks() {
    return findings.lostMarks.get();
  }

  /** How the stores do that are open on any loop, old before new. */
  public List<SideWeather> weather() {
    return SideWeather.together(
        routers.stream().flatMap(router -> router.weatherOfSides().stream()));
  }

  /** Which stores do not answer, and why; empty if all do that are open. Any thread. */
  public Optional<String> trouble() {
    String silent =
        weather().stream()
            .filter(each -> each.weather().circuitOpen())
            .map(each -> "the " + each.side() + " store does not answer: " + each.weather().why())
            .collect(Collectors.joining("; "));
    return silent.isEmpty() ? Optional.empty() : Optional.of(silent);
  }

  private Future<Void> goBack(Followed previous, Throwable failure) {
    followed = previous;
    List<Future<Void>> backs = new ArrayList<>();
    routers.stream()
        .filter(router -> router.policy() != previous.policy())
        .forEach(router -> backs.add(router.install(previous)));
    Promise<Void> done = Promise.promise();
    Future.join(backs).onComplete(back -> dropCaches().onComplete(dropped -> done.fail(failure)));
    return done.future();
  }

  private Future<Void> dropCaches() {
    List<Future<Void>> drops = new ArrayList<>();
    cacheDrops.forEach(drop -> drops.add(drop.get()));
    return Future.join(drops).mapEmpty();
  }
}
