package io.laminar.migration.route;

/** An operation came while the migration lets none through. */
public final class FrozenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FrozenException(String operation, String key) {
    super(
        operation + " of " + key + ": the store is frozen while its data moves; try again later",
        null,
        false,
        false);
  }

  FrozenException(String operation, String key, String why) {
    super(operation + " of " + key + ": " + why, null, false, false);
  }
}
