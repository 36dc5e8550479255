package io.laminar.deploy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.fleet.History.Operation;
import org.junit.jupiter.api.Test;

final class HistoryTest {

  private final History history = new History();

  private void write(String value, long begin, long end, boolean acknowledged) {
    history.add(new Operation("m", true, "k", value, begin, end, acknowledged, 3, true));
  }

  private void read(String value, long begin, long end) {
    history.add(new Operation("n", false, "k", value, begin, end, true, 3, true));
  }

  @Test
  void acceptsWhatOneStoreWouldGive() {
    write("a", 1, 2, true);
    read("a", 3, 4);
    write("b", 5, 9, true);
    read("a", 6, 7);
    read("b", 6, 8);
    read("b", 10, 11);

    assertThat(history.staleReads()).isEmpty();
  }

  @Test
  void findsAReadOfWhatWasOverwritten() {
    write("a", 1, 2, true);
    write("b", 3, 4, true);
    read("a", 5, 6);

    assertThat(history.staleReads()).singleElement().asString().startsWith("n r k a 5 6 ok");
  }

  @Test
  void findsALostWriteAndADeleteThatCameBack() {
    write("a", 1, 2, true);
    read(History.NOTHING, 3, 4);
    write(History.NOTHING, 5, 6, true);
    read("a", 7, 8);

    assertThat(history.staleReads()).hasSize(2);
  }

  @Test
  void acceptsAWriteOfUnknownOutcomeAtAnyTimeAfterIt() {
    write("a", 1, 2, true);
    write("x", 3, 4, false);
    write("b", 5, 6, true);
    read("x", 7, 8);

    assertThat(history.staleReads()).isEmpty();
  }

  @Test
  void findsWritesUnderPlansThatAreNotNeighbours() {
    history.add(new Operation("m", true, "k", "a", 1, 10, true, 3, true));
    history.add(new Operation("n", true, "l", "b", 5, 6, true, 5, true));
    history.add(new Operation("n", true, "l", "c", 7, 8, true, 4, true));
    history.add(new Operation("n", true, "l", "d", 9, 9, true, 9, false));

    assertThat(history.plansTooFarApart()).hasSize(1);
  }

  @Test
  void isTheSameAfterItWasWrittenDown() {
    var operation = new Operation("m", true, "k", "a", 1, 10, false, 3, true);

    assertThat(Operation.parse(operation.toLine())).isEqualTo(operation);
  }
}
