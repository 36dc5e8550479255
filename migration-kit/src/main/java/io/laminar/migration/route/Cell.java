package io.laminar.migration.route;

import io.laminar.migration.codec.Conversion;
import io.laminar.migration.selector.Selector;
import java.util.Objects;

/**
 * What happens to the keys of one part of a policy.
 *
 * @param selector which keys
 * @param reads which store answers reads
 * @param compares true if a sample of reads is compared with the other store in the background
 * @param writes where writes go
 * @param conversion what happens to values on the way
 */
public record Cell(
    Selector selector,
    ReadPolicy reads,
    boolean compares,
    WritePolicy writes,
    Conversion conversion) {

  public Cell {
    Objects.requireNonNull(selector, "selector");
    Objects.requireNonNull(reads, "reads");
    Objects.requireNonNull(writes, "writes");
    Objects.requireNonNull(conversion, "conversion");
    if (compares && !(reads instanceof ReadPolicy.Only)) {
      throw new IllegalArgumentException("compares reads, but reads " + reads);
    }
  }

  /** All keys, values as they are. */
  public static Cell of(ReadPolicy reads, WritePolicy writes) {
    return new Cell(Selector.ALL, reads, false, writes, Conversion.NONE);
  }

  /** One store alone. */
  public static Cell only(Side side) {
    return of(new ReadPolicy.Only(side), new WritePolicy.Only(side));
  }

  /** The same for other keys. */
  public Cell where(Selector keys) {
    return new Cell(keys, reads, compares, writes, conversion);
  }

  /** The same, and a sample of reads is compared. */
  public Cell comparing() {
    return new Cell(selector, reads, true, writes, conversion);
  }

  /** The same, with other values. */
  public Cell converting(Conversion values) {
    return new Cell(selector, reads, compares, writes, values);
  }

  /** True if an operation of this cell may touch the store. */
  public boolean uses(Side side) {
    return reads.first() == side || reads.asks(side) || compares || writes.writesTo(side);
  }

  /** True if writes wait for the next step. */
  public boolean parks() {
    return writes.equals(new WritePolicy.Frozen(WritePolicy.Frozen.Manner.PARK));
  }

  /** True if a write changes one store and not the other. */
  public boolean writesOnly(Side side) {
    return writes.writesTo(side) && !writes.writesTo(side.other());
  }

  /** True if a write goes into the queue. */
  boolean isQueued() {
    return writes instanceof WritePolicy.Queued;
  }

  /** True if a write goes to both stores. */
  public boolean writesBoth() {
    return writes.writesTo(Side.OLD) && writes.writesTo(Side.NEW);
  }
}
