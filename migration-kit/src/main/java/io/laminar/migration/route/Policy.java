package io.laminar.migration.route;

import java.util.Objects;

/**
 * What one step of a migration does with reads and writes.
 *
 * @param read the store that answers reads
 * @param compares true if a sample of reads is compared with the other store in the background
 * @param write where writes go
 */
public record Policy(Side read, boolean compares, WritePolicy write) {

  /** One store alone, as if there were no migration. */
  public static Policy only(Side side) {
    return new Policy(side, false, new WritePolicy.Only(side));
  }

  public Policy {
    Objects.requireNonNull(read, "read");
    if (!write.writesTo(read)) {
      throw new IllegalArgumentException("reads " + read + " but writes " + write);
    }
  }

  /** True if an operation under this policy may touch the store. */
  public boolean uses(Side side) {
    return read == side || compares || write.writesTo(side);
  }

  /** Reads {@code read}; writes both, {@code read} being the authority. */
  public static Policy both(Side read) {
    return new Policy(read, false, new WritePolicy.Both(read));
  }

  /** Reads {@code read}; a write is acknowledged when both stores have it. */
  public static Policy strict(Side read) {
    return new Policy(read, false, new WritePolicy.Strict(read));
  }

  /** The same, and a sample of reads is compared. */
  public Policy comparing() {
    return new Policy(read, true, write);
  }
}
