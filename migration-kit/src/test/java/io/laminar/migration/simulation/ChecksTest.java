package io.laminar.migration.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.simulation.History.Kind;
import io.laminar.migration.simulation.History.Operation;
import io.laminar.migration.simulation.History.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChecksTest {

  private static final long NEVER = Long.MAX_VALUE;

  private static Operation wrote(String value, long begin, long end) {
    return new Operation("w", Kind.WRITE, "k", value, NEVER, begin, end, Outcome.OK);
  }

  private static Operation triedToWrite(String value, long begin) {
    return new Operation("w", Kind.WRITE, "k", value, NEVER, begin, NEVER, Outcome.UNKNOWN);
  }

  private static Operation deleted(long begin, long end) {
    return new Operation("w", Kind.DELETE, "k", "", NEVER, begin, end, Outcome.OK);
  }

  private static Operation read(String value, long begin, long end) {
    return new Operation("r", Kind.READ, "k", value, NEVER, begin, end, Outcome.OK);
  }

  @Test
  void acceptsAReadOfTheLastAcknowledgedWrite() {
    assertBoth(true, wrote("a", 0, 1), wrote("b", 2, 3), read("b", 4, 5));
  }

  @Test
  void refusesAReadOfAReplacedValue() {
    assertBoth(false, wrote("a", 0, 1), wrote("b", 2, 3), read("a", 4, 5));
  }

  @Test
  void refusesAReadOfNothingAfterAWrite() {
    assertBoth(false, wrote("a", 0, 1), read("", 2, 3));
  }

  @Test
  void refusesAReadOfADeletedValue() {
    assertBoth(false, wrote("a", 0, 1), deleted(2, 3), read("a", 4, 5));
  }

  @Test
  void refusesAReadOfWhatNobodyWrote() {
    assertBoth(false, wrote("a", 0, 1), read("b", 2, 3));
  }

  @Test
  void acceptsEitherValueWhileAWriteIsUnderWay() {
    assertBoth(true, wrote("a", 0, 1), wrote("b", 2, 9), read("a", 3, 4), read("b", 5, 6));
    assertBoth(true, wrote("a", 0, 1), wrote("b", 2, 9), read("b", 3, 4));
  }

  @Test
  void acceptsThatAFailedWriteHappensLateOrNever() {
    assertBoth(true, wrote("a", 0, 1), triedToWrite("b", 2), read("a", 5, 6), read("b", 7, 8));
    assertBoth(true, wrote("a", 0, 1), triedToWrite("b", 2), read("a", 5, 6));
  }

  @Test
  void onlyOneOrderRefusesAReadThatGoesBackInTime() {
    List<Operation> history =
        List.of(wrote("a", 0, 1), wrote("b", 2, 9), read("b", 3, 4), read("a", 5, 6));

    assertThat(Checks.isLinearizable(history)).isFalse();
    assertThat(Checks.regular(history)).isEmpty();
  }

  @Test
  void refusesAReadOfAnExpiredValue() {
    long second = 1_000_000_000;
    var expiring = new Operation("w", Kind.WRITE, "k", "a", 10 * second, 0, 1, Outcome.OK);

    assertThat(Checks.regular(List.of(expiring, read("a", 12 * second, 13 * second)))).isPresent();
    assertThat(Checks.regular(List.of(expiring, read("a", 8 * second, 12 * second)))).isEmpty();
    assertThat(Checks.regular(List.of(expiring, read("", 12 * second, 13 * second)))).isEmpty();
    assertThat(Checks.regular(List.of(expiring, read("", 5 * second, 6 * second)))).isPresent();
  }

  private static void assertBoth(boolean right, Operation... operations) {
    List<Operation> history = List.of(operations);
    assertThat(Checks.regular(history).isEmpty()).isEqualTo(right);
    assertThat(Checks.isLinearizable(history)).isEqualTo(right);
  }
}
