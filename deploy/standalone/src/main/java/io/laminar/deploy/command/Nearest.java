package io.laminar.deploy.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Words that may have been meant by a misspelt one: the nearest by optimal string alignment, that
 * is by the least number of letters left out, put in, changed or swapped with their neighbour. The
 * first parts of a word, as in {@code --admin-port}, may be missing at the price of one letter.
 */
final class Nearest {

  private static final int MOST = 3;

  private Nearest() {}

  /**
   * The nearest of some words, at most three, the nearest first; none that is too far off.
   *
   * @param typed a flag with or without its value, or a command
   */
  static List<String> to(String typed, Collection<String> words) {
    String word = bare(typed.indexOf('=') < 0 ? typed : typed.substring(0, typed.indexOf('=')));
    List<Candidate> sorted =
        words.stream()
            .map(each -> new Candidate(each, distance(word, each)))
            .sorted(Comparator.comparingInt(Candidate::distance)) // of equals the first declared
            .toList();
    int farthest = farthest(word, sorted);
    return sorted.stream()
        .takeWhile(candidate -> candidate.distance() <= farthest)
        .limit(MOST)
        .map(Candidate::word)
        .toList();
  }

  /** A third of the letters and one, and where something is much nearer, little more than that. */
  private static int farthest(String word, List<Candidate> sorted) {
    int least = sorted.isEmpty() ? 0 : sorted.get(0).distance();
    return Math.min(word.length() / 3 + 1, least + 1);
  }

  private record Candidate(String word, int distance) {}

  private static int distance(String typed, String candidate) {
    String whole = bare(candidate);
    int least = edits(typed, whole);
    for (int dash = whole.indexOf('-'); dash >= 0; dash = whole.indexOf('-', dash + 1)) {
      least = Math.min(least, 1 + edits(typed, whole.substring(dash + 1)));
    }
    return least;
  }

  private static String bare(String word) {
    return word.replaceFirst("^-+", "");
  }

  private static int edits(String one, String other) {
    int[] beforeLast = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] now = new int[other.length() + 1];
      now[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        now[j] = Math.min(Math.min(last[j], now[j - 1]) + 1, last[j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && one.charAt(i - 1) == other.charAt(j - 2)
                && one.charAt(i - 2) == other.charAt(j - 1);
        if (swapped) {
          now[j] = Math.min(now[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = now;
    }
    return last[other.length()];
  }
}
