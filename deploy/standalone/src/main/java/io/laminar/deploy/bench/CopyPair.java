package io.laminar.deploy.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** From which engine to which. */
record CopyPair(BenchEngine from, BenchEngine to) {

  /** What is measured unless told otherwise. */
  static final List<CopyPair> USUAL =
      List.of(
          new CopyPair(BenchEngine.REDIS, BenchEngine.REDIS),
          new CopyPair(BenchEngine.REDIS, BenchEngine.POSTGRES),
          new CopyPair(BenchEngine.POSTGRES, BenchEngine.REDIS));

  /** All that can be measured. */
  static List<CopyPair> all() {
    List<BenchEngine> known = Arrays.stream(BenchEngine.values()).filter(RawEnd::knows).toList();
    return known.stream()
        .flatMap(from -> known.stream().map(to -> new CopyPair(from, to)))
        .toList();
  }

  /** The pair with such a label. */
  static Optional<CopyPair> named(String label) {
    return all().stream().filter(pair -> pair.label().equals(label)).findFirst();
  }

  /** How it is named by a flag. */
  String label() {
    return from.label() + "-" + to.label();
  }

  /** For people. */
  String title() {
    return from.title() + " → " + to.title();
  }
}
