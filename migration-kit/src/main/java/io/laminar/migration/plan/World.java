package io.laminar.migration.plan;

import static io.laminar.migration.plan.Words.acknowledgement;
import static io.laminar.migration.plan.Words.key;
import static io.laminar.migration.plan.Words.name;
import static io.laminar.migration.plan.Words.text;

import io.laminar.migration.codec.Conversion;
import io.laminar.migration.plan.Explorer.Pair;
import io.laminar.migration.route.Cell;
import io.laminar.migration.route.ReadPolicy;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.WritePolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One moment of what the {@link Explorer} tries: what both stores hold, what was acknowledged, and
 * what two members are doing. Never changed once it was handed out.
 *
 * <p>What a store holds under a key is one number: −1 nothing, otherwise twice the version, plus
 * one if it is a tombstone. Version 1 was there in the beginning and acknowledged, 0 is a former
 * value.
 */
final class World {

  private static final int ABSENT = Operation.ABSENT;
  private static final int FORMER = 0;
  private static final int CURRENT = 2;
  private static final int MEMBERS = 2;
  private static final List<int[]> UNUSED = List.of(new int[] {ABSENT, ABSENT});

  /** What happens next, and the world after it. */
  record Next(World world, String event, boolean isWrong) {}

  /** A queued write, and how many stores have it. */
  private record Queued(int key, int written, int applied) {}

  private int[] old;
  private int[] other;
  private int[] acknowledged;
  private int nextVersion;
  private int operationsLeft;
  private int failuresLeft;
  private int deathsLeft;
  private boolean gatesPassed;
  private List<Boolean> moved; // by member
  private List<Operation> underWay; // by member; null if none
  private List<Queued> queue;
  private int compact; // a bit for each version that was written in the new notation

  private World(int[] old, int[] other, int[] acknowledged, int operations) {
    this.old = old;
    this.other = other;
    this.acknowledged = acknowledged;
    this.nextVersion = 2;
    this.operationsLeft = operations;
    this.failuresLeft = 1;
    this.deathsLeft = 1;
    this.moved = List.of(false, false);
    this.underWay = Arrays.asList(new Operation[MEMBERS]);
    this.queue = List.of();
  }

  private World(World before) {
    this.old = before.old;
    this.other = before.other;
    this.acknowledged = before.acknowledged;
    this.nextVersion = before.nextVersion;
    this.operationsLeft = before.operationsLeft;
    this.failuresLeft = before.failuresLeft;
    this.deathsLeft = before.deathsLeft;
    this.gatesPassed = before.gatesPassed;
    this.moved = before.moved;
    this.underWay = before.underWay;
    this.queue = before.queue;
    this.compact = before.compact;
  }

  /** Every world in which the step before may find itself. */
  static Set<World> beginnings(Pair pair, int keys, int operations) {
    Set<World> all = new LinkedHashSet<>();
    for (int[] held : pair.isUnused() ? UNUSED : contents(pair.from())) {
      int[] old = new int[keys];
      int[] other = new int[keys];
      int[] acknowledged = new int[keys];
      Arrays.fill(old, held[0]);
      Arrays.fill(other, held[1]);
      Arrays.fill(acknowledged, pair.isUnused() ? ABSENT : CURRENT);
      var world = new World(old, other, acknowledged, operations);
      all.add(world);
      if (pair.from().stream().allMatch(cell -> cell.conversion() != Conversion.NONE)) {
        World converted = new World(world);
        converted.compact = bit(FORMER) | bit(CURRENT);
        all.add(converted);
      }
    }
    return all;
  }

  private static int bit(int held) {
    return 1 << held / 2;
  }

  /** What old and new may hold so that the step's reads show what was acknowledged. */
  private static List<int[]> contents(List<Cell> cells) {
    List<int[]> fitting = new ArrayList<>();
    int[] possible = {ABSENT, FORMER, CURRENT};
    for (int old : possible) {
      for (int other : possible) {
        boolean held = old == CURRENT || other == CURRENT;
        if (held && cells.stream().allMatch(cell -> shows(cell.reads(), old, other))) {
          fitting.add(new int[] {old, other});
        }
      }
    }
    return fitting;
  }

  private static boolean shows(ReadPolicy reads, int old, int other) {
    if (reads instanceof ReadPolicy.Only only) {
      return (only.side() == Side.OLD ? old : other) == CURRENT;
    }
    if (reads instanceof ReadPolicy.FallThrough through) {
      int first = through.first() == Side.OLD ? old : other;
      return first == CURRENT || first == ABSENT;
    }
    return true;
  }

  String describe() {
    return "old holds k=" + text(old[0]) + ", new holds k=" + text(other[0]);
  }

  List<Next> next(Pair pair) {
    List<Next> all = new ArrayList<>();
    if (!gatesPassed) {
      all.add(new Next(passGates(pair), "the gates are passed " + pair.gates(), false));
    }
    for (int member = 0; member < MEMBERS; member++) {
      if (gatesPassed && !moved.get(member)) {
        all.add(new Next(move(member), name(member) + " goes on to " + pair.toId(), false));
      }
      if (underWay.get(member) == null) {
        begin(pair, member, all);
      } else {
        advance(member, all);
      }
    }
    consume(all);
    return all;
  }

  private void begin(Pair pair, int member, List<Next> all) {
    if (operationsLeft == 0 || pair.isUnused() && moved.contains(false)) {
      return;
    }
    String who = name(member) + " (" + (moved.get(member) ? pair.toId() : pair.fromId()) + ")";
    for (Cell cell : moved.get(member) ? pair.to() : pair.from()) {
      for (int key = 0; key < old.length; key++) {
        if (!(cell.reads() instanceof ReadPolicy.Refused)) {
          var read = new Operation(cell, key, ABSENT, 0, acknowledged[key], ABSENT);
          all.add(
              new Next(
                  with(member, read, nextVersion, operationsLeft - 1),
                  who + " begins to read " + key(key),
                  false));
        }
        if (!(cell.writes() instanceof WritePolicy.Frozen)) {
          beginWrite(member, who, cell, key, 2 * nextVersion, all);
          beginWrite(member, who, cell, key, 2 * nextVersion + 1, all);
        }
      }
    }
  }

  private void beginWrite(int member, String who, Cell cell, int key, int written, List<Next> all) {
    var write = new Operation(cell, key, written, 0, ABSENT, ABSENT);
    World begun = with(member, write, nextVersion + 1, operationsLeft - 1);
    begun.compact |= cell.conversion() == Conversion.WRITE_COMPACT ? bit(written) : 0;
    all.add(new Next(begun, who + " begins to write " + key(key) + "=" + text(written), false));
  }

  private void advance(int member, List<Next> all) {
    Operation operation = underWay.get(member);
    if (deathsLeft > 0 && !operation.isRead() && operation.stage() > 0) { // nothing is half done
      all.add(new Next(die(member), name(member) + " dies and begins again", false));
    }
    if (operation.isRead()) {
      advanceRead(member, operation, all);
    } else {
      advanceWrite(member, operation, all);
    }
  }

  private void advanceRead(int member, Operation read, List<Next> all) {
    List<Side> asked = read.asked();
    Side side = asked.get(read.stage());
    int there = held(side)[read.key()];
    int found = Math.max(read.found(), there);
    String event = name(member) + " finds " + key(read.key()) + "=" + text(there) + " in " + side;
    boolean first = read.stage() == 0;
    boolean goesOn =
        first
            && asked.size() == 2
            && (read.cell().reads() instanceof ReadPolicy.NewestOfBoth || there == ABSENT);
    if (goesOn) {
      all.add(new Next(with(member, read.after(found)), event, false));
      return;
    }
    String verdict =
        read.isWrong(found)
            ? ", but " + text(read.needs()) + " had been acknowledged before it began"
            : isStrange(read, found) ? ", and does not understand its notation" : "";
    all.add(new Next(with(member, null), event + verdict, !verdict.isEmpty()));
  }

  private boolean isStrange(Operation read, int found) {
    return found >= 0
        && (found & 1) == 0
        && (compact & bit(found)) != 0
        && !read.cell().conversion().reads(Conversion.WRITE_COMPACT);
  }

  private void advanceWrite(int member, Operation write, List<Next> all) {
    if (write.cell().writes() instanceof WritePolicy.Queued) {
      List<Queued> longer = new ArrayList<>(queue);
      longer.add(new Queued(write.key(), write.written(), 0));
      World queued = with(member, null).acknowledging(write).queueing(longer);
      all.add(new Next(queued, acknowledgement(member, write), false));
      return;
    }
    List<Side> order = write.order();
    Side side = order.get(write.stage());
    boolean last = write.stage() == order.size() - 1;
    World put = with(member, last ? null : write.after(ABSENT)).putting(side, write);
    String event = name(member) + " puts " + key(write.key()) + "=" + text(write.written());
    all.add(
        last
            ? new Next(put.acknowledging(write), event + " into " + side + ": acknowledged", false)
            : new Next(put, event + " into " + side, false));
    if (failuresLeft > 0) {
      boolean journalled = last && write.cell().writes() instanceof WritePolicy.Both;
      World missed = with(member, null).failing();
      all.add(
          new Next(
              journalled ? missed.acknowledging(write) : missed,
              event
                  + ", which "
                  + side
                  + " misses: "
                  + (journalled ? "journalled and acknowledged" : "failed"),
              false));
    }
  }

  private void consume(List<Next> all) {
    if (queue.isEmpty()) {
      return;
    }
    Queued first = queue.get(0);
    Side side = first.applied() == 0 ? Side.OLD : Side.NEW;
    List<Queued> rest = new ArrayList<>(queue.subList(1, queue.size()));
    if (first.applied() == 0) {
      rest.add(0, new Queued(first.key(), first.written(), 1));
    }
    var write = new Operation(null, first.key(), first.written(), 0, ABSENT, ABSENT);
    all.add(
        new Next(
            putting(side, write).queueing(rest),
            "the consumer puts " + key(first.key()) + "=" + text(first.written()) + " into " + side,
            false));
  }

  private World passGates(Pair pair) {
    int[] nextOld = old.clone();
    int[] nextOther = other.clone();
    boolean drains = pair.gates().contains(Gate.QUEUE_DRAINED);
    for (Queued queued : drains ? queue : List.<Queued>of()) {
      nextOld[queued.key()] = Math.max(nextOld[queued.key()], queued.written());
      nextOther[queued.key()] = Math.max(nextOther[queued.key()], queued.written());
    }
    for (Gate gate : pair.gates()) {
      for (int key = 0; key < old.length; key++) {
        boolean mends = gate != Gate.QUEUE_DRAINED;
        int newest = Math.max(nextOld[key], nextOther[key]);
        nextOld[key] = mends && gate.fills(Side.OLD) ? newest : nextOld[key];
        nextOther[key] = mends && gate.fills(Side.NEW) ? newest : nextOther[key];
      }
    }
    World after = new World(this);
    after.old = nextOld;
    after.other = nextOther;
    after.gatesPassed = true;
    after.queue = drains ? List.of() : queue;
    after.compact = pair.gates().stream().anyMatch(Gate::provesNoneCompact) ? 0 : compact;
    return after;
  }

  private World move(int member) {
    World after = new World(this);
    List<Boolean> next = new ArrayList<>(moved);
    next.set(member, true);
    after.moved = List.copyOf(next);
    return after;
  }

  private World die(int member) {
    World after = with(member, null);
    after.deathsLeft--;
    return after;
  }

  private World failing() {
    World after = new World(this);
    after.failuresLeft--;
    return after;
  }

  private World with(int member, Operation operation) {
    return with(member, operation, nextVersion, operationsLeft);
  }

  private World with(int member, Operation operation, int version, int left) {
    World after = new World(this);
    after.underWay = new ArrayList<>(underWay);
    after.underWay.set(member, operation);
    after.nextVersion = version;
    after.operationsLeft = left;
    return after;
  }

  private World putting(Side side, Operation write) {
    World after = new World(this);
    int[] changed = held(side).clone();
    changed[write.key()] = Math.max(changed[write.key()], write.written());
    if (side == Side.OLD) {
      after.old = changed;
    } else {
      after.other = changed;
    }
    return after;
  }

  private World acknowledging(Operation write) {
    World after = new World(this);
    after.acknowledged = acknowledged.clone();
    after.acknowledged[write.key()] = Math.max(acknowledged[write.key()], write.written());
    return after;
  }

  private World queueing(List<Queued> next) {
    World after = new World(this);
    after.queue = List.copyOf(next);
    return after;
  }

  private int[] held(Side side) {
    return side == Side.OLD ? old : other;
  }

  @Override
  public boolean equals(Object any) {
    return any instanceof World world
        && Arrays.equals(old, world.old)
        && Arrays.equals(other, world.other)
        && Arrays.equals(acknowledged, world.acknowledged)
        && nextVersion == world.nextVersion
        && operationsLeft == world.operationsLeft
        && failuresLeft == world.failuresLeft
        && deathsLeft == world.deathsLeft
        && gatesPassed == world.gatesPassed
        && compact == world.compact
        && moved.equals(world.moved)
        && underWay.equals(world.underWay)
        && queue.equals(world.queue);
  }

  @Override
  public int hashCode() {
    int hash = Arrays.hashCode(old) * 31 + Arrays.hashCode(other);
    hash = hash * 31 + Arrays.hashCode(acknowledged);
    hash = hash * 31 + nextVersion * 64 + operationsLeft * 8 + failuresLeft * 4 + deathsLeft * 2;
    return (hash * 31 + moved.hashCode()) * 31 + underWay.hashCode() + queue.hashCode() + compact;
  }
}
