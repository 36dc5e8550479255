package io.laminar.load.tally;

/**
 * The tally that an event loop counts in at the moment. Belongs to that loop; whoever reads takes
 * the tally on the loop and merges it elsewhere, so counting shares nothing with reading.
 */
public final class TallyBook {

  private Tally now = new Tally();

  /** Where to count; fetched anew for each event, since it changes when it is taken. */
  public Tally now() {
    return now;
  }

  /** Hands over what was counted and begins a new tally. */
  public Tally take() {
    Tally taken = now;
    now = new Tally();
    return taken;
  }
}
