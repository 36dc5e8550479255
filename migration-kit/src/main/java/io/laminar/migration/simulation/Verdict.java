package io.laminar.migration.simulation;

/**
 * What came of a run.
 *
 * @param check which check found something; empty if none did
 * @param finding what it found
 * @param story the history around it, for people
 */
record Verdict(long seed, String check, String finding, String story) {

  static Verdict right(long seed) {
    return new Verdict(seed, "", "", "");
  }

  static Verdict wrong(long seed, String check, String finding, String story) {
    return new Verdict(seed, check, finding, story);
  }

  boolean isRight() {
    return check.isEmpty();
  }

  @Override
  public String toString() {
    return isRight()
        ? "seed " + seed + ": right"
        : "seed " + seed + ": " + check + ": " + finding + "\n" + story;
  }
}
