package io.laminar.deploy.bench;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.engine.StoreLimits;
import java.time.Duration;

/** Limits of stores that are measured, which do not serve anybody. */
final class PatientLimits {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private PatientLimits() {}

  /**
   * What is configured; without a deadline that was given, one that a slow stand-in's page and a
   * busy machine can keep.
   */
  static StoreLimits from(Configuration configuration) {
    StoreLimits given = StoreLimits.from(configuration);
    return configuration.isGiven(StoreLimits.DEADLINE)
        ? given
        : new StoreLimits(DEADLINE, given.maxInFlight(), given.tombstoneLife(), given.weather());
  }
}
