package io.laminar.load.auction;

import java.util.SplittableRandom;

/**
 * The bids of others for one impression: a Poisson number of them, with log-normal prices.
 *
 * @param mean how many there are on average, 0 or more
 * @param medianPrice CPM, above 0
 * @param spread standard deviation of the logarithm of the price, 0 or more
 */
public record Rivals(double mean, double medianPrice, double spread) {

  /** Nobody else bids. */
  public static final Rivals NONE = new Rivals(0, 1, 0);

  /** The highest bid of the others, CPM in millionths; 0 if there is none. */
  long highestMicros(SplittableRandom random) {
    double highest = 0;
    for (int i = count(random); i > 0; i--) {
      highest = Math.max(highest, Math.exp(spread * random.nextGaussian()));
    }
    return Math.round(highest * medianPrice * 1e6);
  }

  /** Knuth's way, good for the few bids that there are. */
  private int count(SplittableRandom random) {
    double limit = Math.exp(-mean);
    double product = random.nextDouble();
    int count = 0;
    while (product > limit) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }
}
