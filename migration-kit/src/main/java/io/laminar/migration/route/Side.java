package io.laminar.migration.route;

/** One of the two stores of a migration. */
public enum Side {
  OLD,
  NEW;

  public Side other() {
    return this == OLD ? NEW : OLD;
  }

  @Override
  public String toString() {
    return this == OLD ? "old" : "new";
  }
}
