package io.laminar.migration.route;

import io.laminar.migration.codec.Conversion;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.store.HybridClock;
import io.laminar.migration.store.Store;
import io.vertx.core.Vertx;
import java.util.List;

/** Turns the cells of a policy into paths over the stores that one event loop has opened. */
final class Compiler {

  private final Vertx vertx;
  private final HybridClock clock;
  private final Sides sides;
  private final Parking parking;
  private final int compareOneIn;
  private final ShadowReads.Findings findings;
  private final Standing standing;

  Compiler(
      Vertx vertx,
      Sides sides,
      Parking parking,
      int compareOneIn,
      ShadowReads.Findings findings,
      Standing standing,
      HybridClock clock) {
    this.vertx = vertx;
    this.standing = standing;
    this.clock = clock;
    this.sides = sides;
    this.parking = parking;
    this.compareOneIn = compareOneIn;
    this.findings = findings;
  }

  Route route(Followed followed) {
    Policy policy = followed.policy();
    return new Route(
        policy,
        policy.cells().stream().map(cell -> path(cell, followed.doubts())).toArray(Path[]::new));
  }

  private Path path(Cell cell, List<Doubt> doubts) {
    Reader reader = overlaid(cell, reader(cell));
    Writer writer = pastQueue(cell, writer(cell));
    boolean guarded = standing != Standing.ALWAYS && cell.writesBoth() && !cell.isQueued();
    if (guarded) {
      reader = new Guarded.Reads(reader, newest(), standing);
      writer = new Guarded.Writes(writer, everywhere(cell.reads().first()), standing, clock);
    }
    if (standing != Standing.ALWAYS && cell.parks()) {
      reader = new Guarded.Heard(reader, standing);
    }
    boolean doubted = standing != Standing.ALWAYS && !doubts.isEmpty() && !cell.writesBoth();
    Path.Swaps swaps = (key, swap) -> swap.get();
    if (doubted) {
      var doubtful = new Doubted(doubts, standing, clock, sides);
      reader = doubtful.reads(reader);
      writer = doubtful.writes(writer);
      swaps = doubtful::alone;
    }
    if (cell.conversion() != Conversion.NONE) {
      reader = new Reader.Converting(reader, cell.conversion());
      writer = new Writer.Converting(writer, cell.conversion());
    }
    boolean alone =
        cell.reads().equals(new ReadPolicy.Only(cell.reads().first()))
            && cell.writes().equals(new WritePolicy.Only(cell.reads().first()))
            && cell.conversion() == Conversion.NONE;
    Store store = sides.store(cell.reads().first());
    return new Path(selector(cell), cell, store, reader, writer, alone, swaps, !cell.parks());
  }

  /** Each loop follows its own connection to the new store. */
  private Selector selector(Cell cell) {
    return cell.selector().changesWithWeather()
        ? cell.selector().bound(() -> sides.store(Side.NEW).weather().good())
        : cell.selector();
  }

  private Reader reader(Cell cell) {
    if (cell.reads() instanceof ReadPolicy.Refused) {
      return new Reader.Refused();
    }
    if (cell.reads() instanceof ReadPolicy.NewestOfBoth) {
      return newest();
    }
    Side first = cell.reads().first();
    if (cell.reads() instanceof ReadPolicy.FallThrough through) {
      return new Reader.FallThrough(
          sides.store(first),
          sides.store(first.other()),
          through.copyUp() ? new CopyUp(sides.store(first)) : CopyUp.NONE);
    }
    return cell.compares()
        ? new ShadowReads(
            vertx, clock, sides.store(first), sides.store(first.other()), compareOneIn, findings)
        : new Reader.Direct(sides.store(first));
  }

  private Reader overlaid(Cell cell, Reader below) {
    boolean needed = cell.writes() instanceof WritePolicy.Queued || sides.hasQueuedWrites();
    return needed ? new Reader.Overlaid(below, sides.overlay()) : below;
  }

  private Writer pastQueue(Cell cell, Writer direct) {
    return !cell.isQueued() && sides.hasQueuedWrites()
        ? new Writer.PastQueue(direct, sides.overlay())
        : direct;
  }

  private Writer writer(Cell cell) {
    WritePolicy writes = cell.writes();
    if (writes instanceof WritePolicy.Only only) {
      return only(cell, only.side());
    }
    if (writes instanceof WritePolicy.Both both) {
      Side authority = both.authority();
      return new Writer.AuthorityFirst(
          sides.store(authority), sides.store(authority.other()), marks(authority));
    }
    if (writes instanceof WritePolicy.Strict strict) {
      return strict(strict.read());
    }
    if (writes instanceof WritePolicy.Queued) {
      return sides.overlay()::put;
    }
    return cell.parks() ? parking::park : new Writer.Rejecting();
  }

  private Reader newest() {
    return new Reader.Newest(sides.store(Side.OLD), sides.store(Side.NEW));
  }

  private Writer everywhere(Side read) {
    return new Guarded.Everywhere(sides.store(read.other()), sides.store(read), marks(read));
  }

  private Writer strict(Side read) {
    return new Writer.InBoth(sides.store(read), sides.store(read.other()), marks(read));
  }

  private Writer only(Cell cell, Side side) {
    boolean uncovers =
        cell.reads() instanceof ReadPolicy.NewestOfBoth
            || cell.reads() instanceof ReadPolicy.FallThrough through && through.first() == side;
    return uncovers
        ? new Writer.CoveringOther(sides.store(side), sides.store(side.other()))
        : sides.store(side)::putIfNewer;
  }

  private Marks marks(Side authority) {
    return new Marks(sides.journal(authority), findings.lostMarks);
  }
}
