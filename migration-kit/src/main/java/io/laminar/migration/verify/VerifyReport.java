package io.laminar.migration.verify;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a comparison found.
 *
 * @param compared live entries of the authority that were compared
 * @param suspected keys that looked different at first and were looked at again
 * @param countByDifference differences that stayed, by kind; all kinds are present. There may be
 *     more when it found so many that it ended early
 * @param repaired how many of them were mended in the same run
 * @param examples some of the keys that differed
 */
public record VerifyReport(
    long compared,
    long suspected,
    Map<Difference, Long> countByDifference,
    long repaired,
    List<String> examples) {

  static final int MAX_EXAMPLES = 10;

  public VerifyReport {
    var all = new EnumMap<Difference, Long>(Difference.class);
    Arrays.stream(Difference.values()).forEach(kind -> all.put(kind, 0L));
    all.putAll(countByDifference);
    countByDifference = Map.copyOf(all);
    examples = List.copyOf(examples);
  }

  /** Nothing is compared yet. */
  public static VerifyReport nothing() {
    return new VerifyReport(0, 0, Map.of(), 0, List.of());
  }

  VerifyReport plusCompared(long entries) {
    return new VerifyReport(compared + entries, suspected, countByDifference, repaired, examples);
  }

  VerifyReport plusSuspected(long keys) {
    return new VerifyReport(compared, suspected + keys, countByDifference, repaired, examples);
  }

  VerifyReport plusRepaired() {
    return new VerifyReport(compared, suspected, countByDifference, repaired + 1, examples);
  }

  VerifyReport plus(String key, Difference kind) {
    return plus(new VerifyReport(0, 0, Map.of(kind, 1L), 0, List.of(key)));
  }

  /** Both together. */
  public VerifyReport plus(VerifyReport more) {
    var counts = new EnumMap<Difference, Long>(countByDifference);
    more.countByDifference.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
    return new VerifyReport(
        compared + more.compared,
        suspected + more.suspected,
        counts,
        repaired + more.repaired,
        Stream.concat(examples.stream(), more.examples.stream()).limit(MAX_EXAMPLES).toList());
  }

  /** How many keys differed, repaired or not. */
  public long divergent() {
    return countByDifference.values().stream().mapToLong(Long::longValue).sum();
  }

  /** True if both stores show the same to every reader. */
  public boolean isEqual() {
    return divergent() == 0;
  }

  @Override
  public String toString() {
    String kinds =
        Arrays.stream(Difference.values())
            .filter(kind -> countByDifference.get(kind) > 0)
            .map(
                kind ->
                    countByDifference.get(kind)
                        + " "
                        + kind.name().toLowerCase(java.util.Locale.ROOT))
            .collect(Collectors.joining(", "));
    return compared
        + " compared, "
        + (isEqual() ? "all equal" : kinds + (repaired > 0 ? ", " + repaired + " repaired" : ""));
  }
}
