package io.laminar.migration.simulation;

import io.laminar.migration.fleet.ControlStore;
import io.laminar.migration.fleet.MemoryControlStore;
import io.laminar.migration.fleet.Publication;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The control store of a simulated fleet: the real rules decide, questions and answers travel, get
 * lost, and reach nobody who is cut off.
 */
final class SimControl {

  private static final long DEADLINE_NANOS = 200_000_000;
  private static final long MAX_WAY_NANOS = 5_000_000;

  private final Timeline timeline;
  private final Mutant mutant;
  private final MemoryControlStore.Server server;
  private final Set<SimProcess> cutOff = new HashSet<>();
  private final Consumer<Publication> published;
  private final Set<SimProcess> deaf = new HashSet<>();
  private long known;
  private double lostShare;

  /**
   * @param published told each publication at the moment it counts
   */
  SimControl(Timeline timeline, String migration, Mutant mutant, Consumer<Publication> published) {
    this.timeline = timeline;
    this.mutant = mutant;
    this.published = published;
    this.server =
        new MemoryControlStore.Server(
            migration,
            () -> SimProcess.EPOCH_MILLIS * 1_000 + timeline.nanos() / 1_000,
            mutant::spoil);
  }

  /** All publications. */
  List<Publication> log() {
    return server.log();
  }

  /** What a process has of it. */
  ControlStore storeOf(SimProcess process) {
    return mutant.spoil(new MemoryControlStore(server, new Way(process)), process);
  }

  /** From now on nothing passes between it and the process. */
  void cutOff(SimProcess process) {
    cutOff.add(process);
  }

  /** The process renews its lease from now on, and is not told what was published. */
  void deafen(SimProcess process) {
    deaf.add(process);
  }

  void reconnect(SimProcess process) {
    cutOff.remove(process);
    deaf.remove(process);
  }

  /** Loses so many of all questions, answers and tidings. */
  void lose(double share) {
    lostShare = share;
  }

  void heal() {
    cutOff.clear();
    deaf.clear();
    lostShare = 0;
  }

  private final class Way implements MemoryControlStore.Way {

    private final SimProcess process;

    Way(SimProcess process) {
      this.process = process;
    }

    @Override
    public <T> Future<T> ask(String operation, Supplier<T> work) {
      Promise<T> promise = Promise.promise();
      timeline.after(
          DEADLINE_NANOS,
          process,
          () ->
              promise.tryFail(
                  new StoreException(Kind.LATE, "control", operation, "no answer in time", null)));
      if (operation.equals("head") && deaf.contains(process)) {
        return promise.future();
      }
      travel(
          null,
          () -> {
            T answer = work.get();
            tellOfPublications();
            travel(process, () -> promise.tryComplete(answer));
          });
      return promise.future();
    }

    @Override
    public void tell(Runnable told) {
      travel(process, told);
    }

    private void travel(SimProcess to, Runnable arrival) {
      if (!isLost()) {
        timeline.after(
            timeline.between(50_000, MAX_WAY_NANOS),
            to,
            () -> {
              if (!cutOff.contains(process)) {
                arrival.run();
              }
            });
      }
    }

    private boolean isLost() {
      return cutOff.contains(process)
          || lostShare > 0 && timeline.random().nextDouble() < lostShare;
    }
  }

  private void tellOfPublications() {
    List<Publication> log = server.log();
    while (known < log.size()) {
      published.accept(log.get((int) known++));
    }
  }
}
