package io.laminar.bidder.money;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One campaign's money as this process has it. Bids take from the slice at hand; the {@link
 * BudgetKeeper} brings new slices. Thread-safe; a bid costs a volatile read and an atomic addition.
 */
public final class Budget {

  /** What {@link #reserve} answers where there is not enough. */
  public static final long NOT_RESERVED = -1;

  private static final VarHandle WANTED;

  static {
    try {
      WANTED = MethodHandles.lookup().findVarHandle(Budget.class, "wanted", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile Terms terms;
  private volatile Slice slice = Slice.NONE;
  private volatile Limit limit = Limit.UNKNOWN;
  private volatile Account account = Account.EMPTY;
  private boolean wanted = true;
  private long askAgainNanos; // the keeper's
  private boolean everUsed; // the keeper's
  private long usedNanos; // the keeper's

  Budget(Terms terms) {
    this.terms = terms;
  }

  /**
   * Takes the price of a bid out of what may be spent; what is taken stays taken until the ledger
   * knows whether it was billed or that it cannot be any more.
   *
   * @param nanos billionths of the currency; more than 0
   * @param nowNanos monotonic
   * @return the instant that names the draw it was taken from, as in {@link
   *     BudgetLedger.Grant#settledMillis}; {@link #NOT_RESERVED}, with nothing taken, if there is
   *     not so much
   */
  public long reserve(long nanos, long nowNanos) {
    want();
    Slice current = slice;
    return current.take(nanos, nowNanos) ? current.settledMillis() : NOT_RESERVED;
  }

  /** True if so much could be reserved now; it may be gone a moment later. */
  public boolean has(long nanos, long nowNanos) {
    Slice current = slice;
    if (current.leftNanos() >= nanos && !current.isOver(nowNanos)) {
      return true;
    }
    want();
    return false;
  }

  /** Why there is not enough. */
  public Limit limit() {
    return limit;
  }

  /** What the ledger said last; somewhat old. */
  public Account account() {
    return account;
  }

  public Terms terms() {
    return terms;
  }

  /** What is at hand in this process. */
  public long leftNanos(long nowNanos) {
    Slice current = slice;
    return current.isOver(nowNanos) ? 0 : current.leftNanos();
  }

  void terms(Terms changed) {
    terms = changed;
  }

  Slice slice() {
    return slice;
  }

  /** Takes a new slice into use and answers the one before, from which nothing more is taken. */
  Slice replace(Slice fresh, Limit why, Account known) {
    Slice before = slice;
    slice = fresh;
    limit = why;
    account = known;
    return before;
  }

  void unknown() {
    limit = Limit.UNKNOWN;
  }

  /** Only for the keeper's thread: before this instant it is of no use to ask the ledger. */
  long askAgainNanos() {
    return askAgainNanos;
  }

  void askAgainNanos(long instant) {
    askAgainNanos = instant;
  }

  /** Only for the keeper's thread: somebody asked for money lately, as seen at this instant. */
  void used(long instant) {
    everUsed = true;
    usedNanos = instant;
  }

  /** Only for the keeper's thread: whether somebody asked for money not longer ago than this. */
  boolean isUsedWithin(long nanos, long instant) {
    return everUsed && instant - usedNanos < nanos;
  }

  /** Whether anybody asked for money since the last time this was asked. */
  boolean takeWanted() {
    boolean was = (boolean) WANTED.getOpaque(this);
    WANTED.setOpaque(this, false);
    return was;
  }

  /** Notes that there is a use for more. */
  void want() {
    if (!(boolean) WANTED.getOpaque(this)) {
      WANTED.setOpaque(this, true);
    }
  }
}
