package io.laminar.deploy.servers;

import kafka.Kafka;
import kafka.tools.StorageTool;

/** What the child JVM of {@link EmbeddedKafka} runs: formats the storage once, then serves. */
final class KafkaNode {

  private KafkaNode() {}

  /**
   * @param arguments the file of properties and the cluster's id
   */
  public static void main(String[] arguments) {
    String[] format = {
      "format", "--ignore-formatted", "-t", arguments[1], "-c", arguments[0],
    };
    int status = StorageTool.execute(format, System.out);
    if (status != 0) {
      System.exit(status);
    }
    Kafka.main(new String[] {arguments[0]});
  }
}
