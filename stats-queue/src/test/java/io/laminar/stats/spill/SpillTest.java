package io.laminar.stats.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpillTest {

  private static final long PLENTY = 64 << 20;

  @TempDir Path folder;

  @Test
  void readsBackInTheOrderOfKeeping() throws IOException {
    Spill spill = Spill.open(folder, PLENTY);
    spill.keep(records("a", "b"));
    spill.keep(records("c"));

    assertThat(texts(spill.next(2))).containsExactly("a", "b");
    assertThat(texts(spill.next(2))).containsExactly("c");
    assertThat(spill.next(2)).isEmpty();
    spill.done();

    assertThat(spill.isEmpty()).isTrue();
    assertThat(spill.bytes()).isZero();
    assertThat(files()).isEmpty();
    spill.close();
  }

  @Test
  void keepsOnWhileItIsReadBack() throws IOException {
    Spill spill = Spill.open(folder, PLENTY);
    spill.keep(records("a"));
    assertThat(texts(spill.next(10))).containsExactly("a");
    spill.keep(records("b"));
    spill.done();

    assertThat(texts(spill.next(10))).containsExactly("b");
    spill.done();
    assertThat(spill.isEmpty()).isTrue();
    spill.close();
  }

  @Test
  void readsAgainWhatWasNotSaidToBeDone() throws IOException {
    Spill before = Spill.open(folder, PLENTY);
    before.keep(records("a", "b", "c"));
    before.next(2);
    before.done();
    before.close();

    Spill after = Spill.open(folder, PLENTY);

    assertThat(texts(after.next(10))).containsExactly("a", "b", "c");
    after.close();
  }

  @Test
  void goesOnFromFileToFile() throws IOException {
    String large = "x".repeat(100_000);
    Spill spill = Spill.open(folder, PLENTY);
    for (int i = 0; i < 100; i++) {
      spill.keep(records(large + i));
    }
    assertThat(files()).hasSizeGreaterThan(1);
    spill.close();

    Spill again = Spill.open(folder, PLENTY);
    List<String> read = new ArrayList<>();
    for (List<byte[]> next = again.next(7); !next.isEmpty(); next = again.next(7)) {
      read.addAll(texts(next));
      again.done();
    }

    assertThat(read)
        .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(i -> large + i).toList());
    assertThat(files()).isEmpty();
    again.close();
  }

  @Test
  void refusesWhatGoesBeyondTheLimitAndTakesMoreOnceSomeIsDone() throws IOException {
    Spill spill = Spill.open(folder, 50);
    spill.keep(records("0123456789"));

    assertThatThrownBy(() -> spill.keep(records("x".repeat(40))))
        .isInstanceOf(SpillException.class)
        .hasMessageContaining("holds 26 bytes and may hold 50 (queue.spill-limit)");

    spill.next(10);
    spill.done();
    spill.next(10);
    spill.keep(records("again"));
    assertThat(texts(spill.next(10))).containsExactly("again");
    spill.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void endsWhereAFileIsTornAndKeepsOnAfterIt(long seed) throws IOException {
    Spill before = Spill.open(folder, PLENTY);
    before.keep(records("a", "b"));
    before.close();
    Path file = files().get(0);
    long whole = Files.size(file);
    byte[] bytes = Files.readAllBytes(file);
    int torn = new Random(seed).nextInt(1, 9); // of the last record's nine bytes
    Files.write(file, java.util.Arrays.copyOf(bytes, (int) whole - torn));

    Spill after = Spill.open(folder, PLENTY);
    after.keep(records("c"));

    assertThat(texts(after.next(10))).containsExactly("a");
    after.done();
    assertThat(texts(after.next(10))).containsExactly("c");
    assertThat(after.damaged()).isZero();
    after.close();
  }

  @Test
  void passesOverADamagedRecordAndKeepsItsFileBeside() throws IOException {
    Spill before = Spill.open(folder, PLENTY);
    before.keep(records("a", "b", "c"));
    before.close();
    Path file = files().get(0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 10] ^= 1; // the b
    Files.write(file, bytes);

    Spill after = Spill.open(folder, PLENTY);

    assertThat(texts(after.next(10))).containsExactly("a", "c");
    after.done();
    assertThat(after.next(10)).isEmpty();
    assertThat(after.damaged()).isEqualTo(1);
    assertThat(Path.of(file + ".damaged")).exists();
    assertThat(after.bytes()).isZero();
    after.close();
  }

  @Test
  void ignoresAFileThatHasNoHead() throws IOException {
    Spill before = Spill.open(folder, PLENTY);
    before.keep(records("a"));
    before.close();
    Files.write(files().get(0), "a".getBytes(StandardCharsets.UTF_8));

    Spill after = Spill.open(folder, PLENTY);

    assertThat(after.next(10)).isEmpty();
    after.close();
  }

  @Test
  void givesEachProcessAFolderOfItsOwnAndTheNextOneTheFirstThatIsFree() throws IOException {
    Spill one = Spill.open(folder, PLENTY);
    Spill two = Spill.open(folder, PLENTY);
    one.keep(records("of one"));
    two.keep(records("of two"));
    one.close();

    Spill next = Spill.open(folder, PLENTY);

    assertThat(two.folder()).isNotEqualTo(one.folder());
    assertThat(next.folder()).isEqualTo(one.folder());
    assertThat(texts(next.next(10))).containsExactly("of one");
    two.close();
    next.close();
  }

  @Test
  void saysWhatFolderCannotBeUsed() throws IOException {
    Path file = Files.createFile(folder.resolve("a-file"));

    assertThatThrownBy(() -> Spill.open(file, PLENTY))
        .isInstanceOf(SpillException.class)
        .hasMessageStartingWith("cannot keep notices in " + file);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".spill")).sorted().toList();
    }
  }

  private static List<byte[]> records(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static List<String> texts(List<byte[]> records) {
    return records.stream().map(record -> new String(record, StandardCharsets.UTF_8)).toList();
  }
}
