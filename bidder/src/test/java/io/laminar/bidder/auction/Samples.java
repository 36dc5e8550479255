package io.laminar.bidder.auction;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The sample requests, of which the load generator has the one copy. */
public final class Samples {

  private Samples() {}

  public static List<Path> all() throws IOException, URISyntaxException {
    Path folder = Path.of(Objects.requireNonNull(Samples.class.getResource("/openrtb")).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
