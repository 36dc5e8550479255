package io.laminar.load.capacity;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The law that comes nearest to measured points.
 *
 * <p>{@code N/X = a + b(N-1) + cN(N-1)} is linear in {@code a = 1/λ}, {@code b = σ/λ}, {@code c =
 * κ/λ}. Weighted by {@code (X/N)²}, its least squares are those of the relative error, so that
 * small points count as much as large ones. Contention and coherency cannot be negative: of the
 * solutions with one or both of them left out, the best one that is allowed is taken, which is the
 * optimum under that condition. How far the answer can be trusted is told by leaving out each point
 * in turn.
 *
 * @param law the fit
 * @param error root mean square of the relative residuals, such as 0.02
 * @param rSquared part of the variance of the rates that the law explains
 * @param others the laws found without one of the points each; empty with fewer than four points,
 *     since three always fit
 */
public record Fit(ScalabilityLaw law, double error, double rSquared, List<ScalabilityLaw> others) {

  /** Three unknowns need three points. */
  public static final int MIN_POINTS = 3;

  /** The lowest and the highest answer; empty where a law says that no number is enough. */
  public record Range(OptionalLong lowest, OptionalLong highest) {}

  public Fit {
    others = List.copyOf(others);
  }

  /**
   * Fits.
   *
   * @throws IllegalArgumentException with fewer than three different counts
   */
  public static Fit of(List<Point> points) {
    long different = points.stream().mapToDouble(Point::count).distinct().count();
    if (different < MIN_POINTS) {
      throw new IllegalArgumentException(
          "a fit needs at least "
              + MIN_POINTS
              + " points with different counts, was "
              + different
              + ": "
              + points);
    }
    ScalabilityLaw law = solve(points);
    return new Fit(law, error(law, points), rSquared(law, points), others(points));
  }

  /** How far the number that is needed moves when one of the points is left out. */
  public Range needed(double target) {
    OptionalLong lowest = law.needed(target);
    OptionalLong highest = lowest;
    for (ScalabilityLaw other : others) {
      OptionalLong needed = other.needed(target);
      if (needed.isEmpty()) {
        highest = OptionalLong.empty();
      } else {
        lowest =
            lowest.isEmpty()
                ? needed
                : OptionalLong.of(Math.min(lowest.getAsLong(), needed.getAsLong()));
        highest =
            highest.isEmpty()
                ? highest
                : OptionalLong.of(Math.max(highest.getAsLong(), needed.getAsLong()));
      }
    }
    return new Range(lowest, highest);
  }

  private static List<ScalabilityLaw> others(List<Point> points) {
    List<ScalabilityLaw> others = new ArrayList<>();
    for (int without = 0; without < points.size(); without++) {
      List<Point> rest = new ArrayList<>(points);
      rest.remove(without);
      if (rest.stream().mapToDouble(Point::count).distinct().count() >= MIN_POINTS) {
        others.add(solve(rest));
      }
    }
    return others;
  }

  private static ScalabilityLaw solve(List<Point> points) {
    ScalabilityLaw best = null;
    for (boolean contention : new boolean[] {true, false}) {
      for (boolean coherency : new boolean[] {true, false}) {
        double[] abc = leastSquares(points, contention, coherency);
        boolean allowed = abc != null && abc[0] > 0 && abc[1] >= 0 && abc[2] >= 0;
        if (allowed) {
          var law = new ScalabilityLaw(1 / abc[0], abc[1] / abc[0], abc[2] / abc[0]);
          best = best == null || misfit(law, points) < misfit(best, points) ? law : best;
        }
      }
    }
    return best; // with both left out, a is a mean of positive numbers: there is always one
  }

  /** The sum that the solution makes least: relative residuals of N/X, squared. */
  private static double misfit(ScalabilityLaw law, List<Point> points) {
    return points.stream()
        .mapToDouble(point -> Math.pow(point.rate() / law.rate(point.count()) - 1, 2))
        .sum();
  }

  private static double error(ScalabilityLaw law, List<Point> points) {
    double sum =
        points.stream()
            .mapToDouble(point -> Math.pow(law.rate(point.count()) / point.rate() - 1, 2))
            .sum();
    return Math.sqrt(sum / points.size());
  }

  private static double rSquared(ScalabilityLaw law, List<Point> points) {
    double mean = points.stream().mapToDouble(Point::rate).average().orElseThrow();
    double residual = 0;
    double total = 0;
    for (Point point : points) {
      residual += Math.pow(point.rate() - law.rate(point.count()), 2);
      total += Math.pow(point.rate() - mean, 2);
    }
    return total == 0 ? 1 : 1 - residual / total;
  }

  /** Solves the normal equations by elimination; null if they do not determine it. */
  private static double[] leastSquares(List<Point> points, boolean contention, boolean coherency) {
    double[][] normal = new double[3][4];
    for (Point point : points) {
      double n = point.count();
      double weight = point.rate() / n; // the relative residual of N/X
      double[] row = {
        weight, contention ? (n - 1) * weight : 0, coherency ? n * (n - 1) * weight : 0
      };
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          normal[i][j] += row[i] * row[j];
        }
        normal[i][3] += row[i]; // N/X, weighted, is 1
      }
    }
    for (int i = 0; i < 3; i++) {
      if (normal[i][i] == 0) {
        normal[i][i] = 1; // left out: the unknown is 0
      }
    }
    return eliminate(normal);
  }

  private static double[] eliminate(double[][] rows) {
    int size = rows.length;
    for (int column = 0; column < size; column++) {
      int pivot = column;
      for (int i = column + 1; i < size; i++) {
        pivot = Math.abs(rows[i][column]) > Math.abs(rows[pivot][column]) ? i : pivot;
      }
      double[] swap = rows[column];
      rows[column] = rows[pivot];
      rows[pivot] = swap;
      if (Math.abs(rows[column][column]) < 1e-300) {
        return null;
      }
      for (int i = 0; i < size; i++) {
        double factor = i == column ? 0 : rows[i][column] / rows[column][column];
        for (int j = column; j <= size; j++) {
          rows[i][j] -= factor * rows[column][j];
        }
      }
    }
    double[] solution = new double[size];
    for (int i = 0; i < size; i++) {
      solution[i] = rows[i][size] / rows[i][i];
    }
    return solution;
  }
}
