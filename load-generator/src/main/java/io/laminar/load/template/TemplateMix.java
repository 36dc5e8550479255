package io.laminar.load.template;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * How often each sample is used: {@code video=3,coppa=0} takes samples with a video three times as
 * often as others, and none of those for children. The factors of a sample's traits multiply.
 * Immutable; any thread.
 */
public final class TemplateMix {

  private static final String FACTOR =
      "(" + String.join("|", Trait.labels()) + ")=[0-9]{1,4}(\\.[0-9]{1,4})?";

  /** What is allowed, empty included. */
  public static final Pattern PATTERN = Pattern.compile("(" + FACTOR + "(," + FACTOR + ")*)?");

  /** The same in words. */
  public static final String ALLOWED =
      "TRAIT=FACTOR, separated by commas, such as video=3,coppa=0; traits are "
          + String.join(", ", Trait.labels());

  private final List<RequestTemplate> templates;
  private final double[] upTo;

  private TemplateMix(List<RequestTemplate> templates, double[] upTo) {
    this.templates = templates;
    this.upTo = upTo;
  }

  /**
   * The samples that come with the generator, weighed, to find out whether any is left.
   *
   * @throws IllegalArgumentException if none is
   */
  public static TemplateMix of(String weights) {
    return of(weights, TemplateSet.load(1));
  }

  /**
   * Weighs samples.
   *
   * @param weights a text that matches {@link #PATTERN}; empty = all alike
   * @throws IllegalArgumentException if no sample is left
   */
  public static TemplateMix of(String weights, List<RequestTemplate> templates) {
    Map<Trait, Double> factorByTrait = new EnumMap<>(Trait.class);
    for (String factor : weights.isEmpty() ? new String[0] : weights.split(",")) {
      String[] parts = factor.split("=");
      factorByTrait.merge(Trait.of(parts[0]), Double.parseDouble(parts[1]), (a, b) -> a * b);
    }
    double[] upTo = new double[templates.size()];
    double sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      double weight = 1;
      for (Trait trait : templates.get(i).traits()) {
        weight *= factorByTrait.getOrDefault(trait, 1.0);
      }
      sum += weight;
      upTo[i] = sum;
    }
    if (!(sum > 0)) {
      throw new IllegalArgumentException("no sample is left with " + weights);
    }
    return new TemplateMix(List.copyOf(templates), upTo);
  }

  /** Draws one; one random number each. */
  public RequestTemplate next(SplittableRandom random) {
    double at = random.nextDouble() * upTo[upTo.length - 1];
    int found = Arrays.binarySearch(upTo, at);
    // an exact hit is the end of that sample's part, and ends repeat where a weight is 0
    int index = found < 0 ? -found - 1 : found + 1;
    while (index < upTo.length - 1 && upTo[index] <= at) {
      index++;
    }
    return templates.get(Math.min(index, upTo.length - 1));
  }
}
