package io.laminar.migration.proxy.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyLinesTest {

  private static final Deadline FAR = new Deadline(System.nanoTime() + 3_600_000_000_000L);

  private final KeyLines lines = new KeyLines();
  private final List<String> begun = new ArrayList<>();

  @Test
  void letsReadersInTogetherAndWritersAlone() {
    Promise<Void> read1 = read("k", "read1");
    Promise<Void> read2 = read("k", "read2");
    Promise<Void> write = write("k", "write");
    Promise<Void> read3 = read("k", "read3");
    assertThat(begun).containsExactly("read1", "read2");

    read1.complete();
    assertThat(begun).containsExactly("read1", "read2");
    read2.complete();
    assertThat(begun).containsExactly("read1", "read2", "write");
    write.fail("also ends it");

    assertThat(begun).containsExactly("read1", "read2", "write", "read3");
    read3.complete();
    assertThat(lines.keys()).isZero();
  }

  @Test
  void doesNotLetOneKeyWaitForAnother() {
    write("a", "a");
    write("b", "b");

    assertThat(begun).containsExactly("a", "b");
  }

  @Test
  void refusesWithoutDoingItWhatHasWaitedTooLong() {
    Promise<Void> first = write("k", "first");
    var past = new Deadline(System.nanoTime() - 1);
    Future<Void> late = lines.changing("k", past, () -> pending("late").future());
    Promise<Void> after = write("k", "after");

    first.complete();

    assertThat(late.cause()).hasMessageContaining("nothing was done");
    assertThat(begun).containsExactly("first", "after");
    after.complete();
    assertThat(lines.keys()).isZero();
  }

  @Test
  void endsAnyNumberThatHasWaitedTooLong() {
    Promise<Void> first = write("k", "first");
    var past = new Deadline(System.nanoTime() - 1);
    var failed = new AtomicInteger();
    for (int i = 0; i < 100_000; i++) {
      lines
          .changing("k", past, () -> pending("late").future())
          .onFailure(late -> failed.incrementAndGet());
    }

    first.complete();

    assertThat(failed).hasValue(100_000);
    assertThat(lines.keys()).isZero();
  }

  @Test
  void goesOnAfterAnOperationThatThrows() {
    Promise<Void> first = write("k", "first");
    Future<Void> thrown =
        lines.changing(
            "k",
            FAR,
            () -> {
              throw new IllegalArgumentException("no");
            });
    Promise<Void> after = write("k", "after");

    first.complete();

    assertThat(thrown.cause()).hasMessage("no");
    assertThat(begun).containsExactly("first", "after");
    after.complete();
  }

  private Promise<Void> read(String key, String name) {
    Promise<Void> end = Promise.promise();
    lines.reading(key, FAR, () -> started(name, end));
    return end;
  }

  private Promise<Void> write(String key, String name) {
    Promise<Void> end = Promise.promise();
    lines.changing(key, FAR, () -> started(name, end));
    return end;
  }

  private Future<Void> started(String name, Promise<Void> end) {
    begun.add(name);
    return end.future();
  }

  private Promise<Void> pending(String name) {
    begun.add(name);
    return Promise.promise();
  }
}
