package io.laminar.migration.simulation;

import java.util.Optional;

/**
 * A counter and what clients were told of their increments: at the end it must hold every one that
 * was acknowledged, and each once, however often it was sent (race R11).
 */
final class Tally {

  private final String key;
  private long acknowledged;
  private long unknown;
  private Optional<String> wrong = Optional.empty();

  Tally(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }

  /** An increment is sent: nobody knows yet whether it counts. */
  void sent(long delta) {
    unknown += delta;
  }

  void acknowledged(long delta) {
    unknown -= delta;
    acknowledged += delta;
  }

  /** It cannot have been made: it was refused whenever it was sent. */
  void refused(long delta) {
    unknown -= delta;
  }

  /** Somebody reads the counter after the last increment. */
  void read(String client, long sum) {
    if (sum < acknowledged || sum > acknowledged + unknown) {
      wrong =
          wrong.or(
              () ->
                  Optional.of(
                      "%s reads %d in %s; %d were acknowledged, and of %d nobody knows"
                          .formatted(client, sum, key, acknowledged, unknown)));
    }
  }

  /** The first read of something else than the sum; empty if there was none. */
  Optional<String> fault() {
    return wrong;
  }
}
