package io.laminar.migration.scan;

/** Where jobs read the time; a simulation has its own. Thread-safe. */
public interface Time {

  /** The machine's. */
  Time SYSTEM =
      new Time() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public long millis() {
          return System.currentTimeMillis();
        }
      };

  /** For durations: never steps back; begins anywhere. */
  long nanos();

  /** The wall clock, in milliseconds since the epoch. */
  long millis();
}
