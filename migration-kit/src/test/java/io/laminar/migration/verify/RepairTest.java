package io.laminar.migration.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.MemoryStore;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RepairTest {

  private final EventLoop loop = new EventLoop();
  private final MemoryStore.Server right = new MemoryStore.Server();
  private final MemoryStore.Server wrong = new MemoryStore.Server();
  private final Repair repair = repair(Repair.Right.AUTHORITY);
  private final Repair byNewer = repair(Repair.Right.NEWER);

  private Repair repair(Repair.Right rule) {
    return new Repair(
        loop.vertx(),
        new MemoryStore(loop.vertx(), right, "right"),
        new MemoryStore(loop.vertx(), wrong, "wrong"),
        rule,
        Duration.ofMillis(20),
        System::currentTimeMillis);
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private static Entry value(String text, long version) {
    return Entry.of(Buffer.buffer(text), version);
  }

  private Repair.Result repair() {
    return loop.call(() -> repair.repair("k"));
  }

  @Test
  void leavesEqualKeysAlone() {
    right.entries().put("k", value("v", 0));
    wrong.entries().put("k", value("v", 9));

    assertThat(repair()).isEqualTo(Repair.Result.EQUAL);
    assertThat(wrong.entries()).containsEntry("k", value("v", 9));
  }

  @Test
  void bringsWhatIsMissingOrOlderUnderItsOwnVersion() {
    right.entries().put("k", value("v", 9));

    assertThat(repair()).isEqualTo(Repair.Result.MENDED);
    assertThat(wrong.entries()).containsEntry("k", value("v", 9));
  }

  @Test
  void carriesADelete() {
    right.entries().put("k", Entry.tombstone(9));
    wrong.entries().put("k", value("v", 8));

    assertThat(repair()).isEqualTo(Repair.Result.MENDED);
    assertThat(wrong.entries()).containsEntry("k", Entry.tombstone(9));
  }

  @Test
  void overrulesWhatTheAuthorityNeverHadOnceItHasBeenQuiet() {
    right.entries().put("k", value("acknowledged", 5));
    wrong.entries().put("k", value("never acknowledged", 7));

    assertThat(repair()).isEqualTo(Repair.Result.MENDED);
    assertThat(wrong.entries()).containsEntry("k", value("acknowledged", 8));
  }

  /** Some stores remember an expired entry until it is swept, and its version still counts. */
  @Test
  void doesNotCallAKeyMendedThatTheOtherStoreDidNotTake() {
    right.entries().put("k", value("acknowledged", 5));
    wrong.entries().put("k", Entry.of(Buffer.buffer("never acknowledged"), 7, 1));

    assertThat(repair()).isEqualTo(Repair.Result.IN_FLUX);

    wrong.entries().remove("k"); // swept
    assertThat(repair()).isEqualTo(Repair.Result.MENDED);
    assertThat(wrong.entries()).containsEntry("k", value("acknowledged", 5));
  }

  @Test
  void removesWhatOnlyTheOtherStoreHas() {
    wrong.entries().put("k", value("left behind", 7));

    assertThat(repair()).isEqualTo(Repair.Result.MENDED);
    assertThat(wrong.entries()).isEmpty();
  }

  @Test
  void bringsTheAuthorityWhatIsNewerWhereReadersTakeTheNewer() {
    right.entries().put("k", value("before", 5));
    wrong.entries().put("k", value("acknowledged by it alone", 7));
    right.entries().put("m", value("deleted in the other", 5));
    wrong.entries().put("m", Entry.tombstone(7));
    wrong.entries().put("n", value("in the other alone", 7));

    for (String key : List.of("k", "m", "n")) {
      assertThat(loop.call(() -> byNewer.repair(key))).isEqualTo(Repair.Result.MENDED);
    }
    assertThat(right.entries()).isEqualTo(wrong.entries());
    assertThat(right.entries())
        .containsEntry("k", value("acknowledged by it alone", 7))
        .containsEntry("m", Entry.tombstone(7))
        .containsEntry("n", value("in the other alone", 7));
  }

  /**
   * A strict write reaches one store before the other; overruling it would lose its second half.
   */
  @Test // race R8
  void doesNotOverruleAWriteThatIsHalfDone() {
    right.entries().put("k", value("before", 5));
    wrong.entries().put("k", value("half done", 7));
    var looks = new int[1];
    right.setFault(
        operation -> {
          if (operation.equals("get") && ++looks[0] == 2) {
            right.entries().put("k", value("half done", 7)); // its second half arrives
          }
          return io.vertx.core.Future.succeededFuture();
        });

    assertThat(repair()).isEqualTo(Repair.Result.IN_FLUX);
    assertThat(wrong.entries()).containsEntry("k", value("half done", 7));
    assertThat(repair()).isEqualTo(Repair.Result.EQUAL);
  }
}
