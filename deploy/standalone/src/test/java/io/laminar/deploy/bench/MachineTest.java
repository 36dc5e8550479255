package io.laminar.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class MachineTest {

  @Test
  void countsTheWorkOfProcessesThatHaveEnded() throws Exception {
    Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/self/stat")), "only Linux tells");
    long before = Machine.endedChildrenNanos();

    work();

    assertThat(Machine.endedChildrenNanos() - before)
        .as("a hundredth of a second is the least that is told")
        .isGreaterThanOrEqualTo(10_000_000);
  }

  private static void work() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done").start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
  }
}
