package io.laminar.bidder.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadinessTest {

  private static final Check WELL = Check.now("well", Optional::empty);

  @Test
  void isReadyWhenAllIsWell() {
    assertThat(Readiness.of(List.of(WELL, WELL)).await().isReady()).isTrue();
  }

  @Test
  void tellsEveryReasonNotOnlyTheFirst() {
    Check ill = Check.now("ill", () -> Optional.of("it hurts"));
    Check broken = new Check("broken", () -> Future.failedFuture("no answer"));

    Readiness readiness = Readiness.of(List.of(ill, WELL, broken)).await();

    assertThat(readiness.isReady()).isFalse();
    assertThat(readiness.reasons())
        .containsExactly(
            new Readiness.Reason("ill", "it hurts"), new Readiness.Reason("broken", "no answer"));
  }

  @Test
  void isReadyInSpiteOfANoteAndTellsIt() {
    Check odd = Check.note("odd", () -> Optional.of("it itches"));

    Readiness readiness = Readiness.of(List.of(odd, WELL)).await();

    assertThat(readiness.isReady()).isTrue();
    assertThat(readiness.notes()).containsExactly(new Readiness.Reason("odd", "it itches"));
  }
}
