package io.laminar.migration.workers;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * How a process takes part in copying.
 *
 * @param name among the workers
 * @param session how long Kafka waits for a worker that is not heard of before it hands its ranges
 *     to others
 */
public record WorkerOptions(String name, Duration session) {

  public static final Setting<String> NAME =
      Setting.text(
          "worker.name", "", "this worker's name in migrate status; empty = host name and process");
  public static final Setting<Duration> SESSION =
      Setting.duration(
          "worker.session",
          "6s",
          "5m",
          "10s",
          "how long Kafka waits for a worker that is not heard of before others get its ranges");

  public static final List<Setting<?>> SETTINGS = List.of(NAME, SESSION);

  public static WorkerOptions from(Configuration configuration) {
    String name = configuration.get(NAME);
    return new WorkerOptions(
        name.isEmpty() ? hostName() + "-" + ProcessHandle.current().pid() : name,
        configuration.get(SESSION));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // a machine without a name
    }
  }
}
