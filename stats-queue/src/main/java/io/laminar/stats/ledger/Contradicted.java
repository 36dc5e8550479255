package io.laminar.stats.ledger;

/**
 * Notices that were kept and did not count, since their bid had ended the other way: a bill and a
 * loss of one bid have one id, and the first counts.
 *
 * @param billsOfLost bills of bids that had been told lost: impressions that nobody pays
 * @param lossesOfBilled losses of bids that had been billed
 */
public record Contradicted(int billsOfLost, int lossesOfBilled) {

  public static final Contradicted NONE = new Contradicted(0, 0);

  /** Both together. */
  public Contradicted and(Contradicted other) {
    return new Contradicted(billsOfLost + other.billsOfLost, lossesOfBilled + other.lossesOfBilled);
  }
}
