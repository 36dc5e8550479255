package io.laminar.migration.weather;

import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;

/**
 * Leaves a store in peace that does not answer: open, it refuses operations at once, until so many
 * probes in a row have been answered. Belongs to one context.
 */
final class Circuit {

  static final int PROBES_TO_CLOSE = 3;

  private final String address;
  private final String asksAgain;
  private boolean open;
  private int answeredInARow;
  private String why = "";

  /**
   * @param address of the store, for messages
   * @param probeMillis how long there is between two probes
   */
  Circuit(String address, long probeMillis) {
    this.address = address;
    this.asksAgain =
        "; it is asked again every "
            + probeMillis
            + " ms and used when it has answered "
            + PROBES_TO_CLOSE
            + " times";
  }

  boolean isOpen() {
    return open;
  }

  void open(String because) {
    open = true;
    answeredInARow = 0;
    why = because;
  }

  /**
   * A probe has ended.
   *
   * @return true if the circuit closes
   */
  boolean probed(boolean answered) {
    answeredInARow = answered ? answeredInARow + 1 : 0;
    if (open && answeredInARow >= PROBES_TO_CLOSE) {
      open = false;
      return true;
    }
    return false;
  }

  /** Why an operation is not sent, and when the store is tried again. */
  StoreException refusal(String operation) {
    return new StoreException(
        Kind.UNREACHABLE, address, operation, "not sent: " + why + asksAgain, null);
  }
}
