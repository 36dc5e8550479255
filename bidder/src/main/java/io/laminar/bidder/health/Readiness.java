package io.laminar.bidder.health;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The verdict of all checks at one moment.
 *
 * @param reasons why the bidder would not bid; empty if it would
 * @param notes what is not as it should be all the same
 */
public record Readiness(List<Reason> reasons, List<Reason> notes) {

  /** One thing that is not as it must be. */
  public record Reason(String subject, String problem) {}

  public Readiness {
    reasons = List.copyOf(reasons);
    notes = List.copyOf(notes);
  }

  public boolean isReady() {
    return reasons.isEmpty();
  }

  /** Asks all checks at the same time. Never fails. */
  public static Future<Readiness> of(List<Check> checks) {
    List<Future<Optional<String>>> answers = new ArrayList<>(checks.size());
    for (Check check : checks) {
      answers.add(
          check
              .problem()
              .get()
              .otherwise(failure -> Optional.of(String.valueOf(failure.getMessage()))));
    }
    return Future.join(answers)
        .map(
            all -> {
              List<Reason> reasons = new ArrayList<>();
              List<Reason> notes = new ArrayList<>();
              for (int i = 0; i < checks.size(); i++) {
                Check check = checks.get(i);
                List<Reason> told = check.vital() ? reasons : notes;
                answers
                    .get(i)
                    .result()
                    .ifPresent(why -> told.add(new Reason(check.subject(), why)));
              }
              return new Readiness(reasons, notes);
            });
  }
}
