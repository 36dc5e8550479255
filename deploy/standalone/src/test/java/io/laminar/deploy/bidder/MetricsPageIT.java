package io.laminar.deploy.bidder;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that explains the metrics, and the metrics. */
final class MetricsPageIT {

  private static final Path PAGE = Path.of("..", "..", "docs", "metrics.md");
  private static final Pattern ROW = Pattern.compile("^\\| `(laminar_[a-z0-9_]+)` \\|.*");
  private static final Pattern TYPE = Pattern.compile("^# TYPE (laminar_[a-z0-9_]+) .*");

  @Test
  void explainsEveryMetricAndNoOther() throws IOException {
    String scraped;
    try (var rig =
        new Rig(
            Rig.configuration(
                Map.of(
                    "redis", TestServers.redis(),
                    "kafka", TestServers.kafka(),
                    "queue.topic", "metrics-it")),
            TestServers.redis())) {
      scraped = rig.get("/metrics").body();
    }

    assertThat(names(ROW, Files.readAllLines(PAGE)))
        .containsExactlyElementsOf(names(TYPE, scraped.lines().toList()));
  }

  private static TreeSet<String> names(Pattern pattern, List<String> lines) {
    var names = new TreeSet<String>();
    for (String line : lines) {
      var matcher = pattern.matcher(line);
      if (matcher.matches()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }
}
