package io.laminar.deploy.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a number means nothing without.
 *
 * @param processor its name, where the system tells it
 * @param jvm name and version
 * @param collector of garbage
 * @param heapMegabytes the largest heap
 */
record Machine(
    String processor,
    int cores,
    String system,
    String jvm,
    String collector,
    long heapMegabytes,
    String vertx) {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private static final Path OWN_TIMES = Path.of("/proc/self/stat");
  private static final Path OWN_STATUS = Path.of("/proc/self/status");
  private static final long NANOS_PER_TICK = 10_000_000; // proc(5): USER_HZ is 100 on every Linux

  static Machine here() throws IOException {
    return new Machine(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName)
            .collect(Collectors.joining(", ")),
        Runtime.getRuntime().maxMemory() >> 20,
        vertxVersion());
  }

  /** How many threads of the whole machine want to run, over a minute; negative if unknown. */
  static double loadAverage() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** How long processors have worked for this process, all its threads together. */
  static long processNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /**
   * How many bytes all threads that live have taken from the heap so far; native memory, such as
   * Netty's pools, is not in it.
   */
  static long allocatedBytes() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes); // -1 for one that has ended meanwhile
    }
    return sum;
  }

  /** How much memory this process holds, all of it, or 0 where the system does not tell. */
  static long residentBytes() throws IOException {
    if (!Files.isReadable(OWN_STATUS)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(OWN_STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024)
          .findFirst()
          .orElse(0);
    }
  }

  /** What is on the heap and in use after a collection. */
  static long liveBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /**
   * How long processors have worked for processes that this one started and that have ended; 0
   * where the system does not tell.
   */
  static long endedChildrenNanos() throws IOException {
    if (!Files.isReadable(OWN_TIMES)) {
      return 0;
    }
    String stat = Files.readString(OWN_TIMES);
    // proc(5): the name in parentheses may hold spaces; cutime and cstime are fields 16 and 17
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * NANOS_PER_TICK;
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("processor", processor)
        .put("cores", cores)
        .put("system", system)
        .put("jvm", jvm)
        .put("collector", collector)
        .put("heapMegabytes", heapMegabytes)
        .put("vertx", vertx);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, %d cores, %s; %s, %s, heap %,d MB; Vert.x %s",
        processor,
        cores,
        system,
        jvm,
        collector,
        heapMegabytes,
        vertx);
  }

  private static String processorName() throws IOException {
    if (!Files.isReadable(PROCESSORS)) {
      return "unknown processor";
    }
    return Files.readAllLines(PROCESSORS).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown processor");
  }

  private static String vertxVersion() throws IOException {
    try (InputStream in = Machine.class.getResourceAsStream("/META-INF/vertx/vertx-version.txt")) {
      return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
