package io.laminar.deploy.servers;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka of one node, in KRaft mode, in a JVM of its own made from this one's class path. It
 * listens on one more, free port for its own controller.
 */
public final class EmbeddedKafka extends EmbeddedServer {

  private final String clusterId = Uuid.randomUuid().toString();

  public EmbeddedKafka(RunFolder run, Port port) {
    super(run, "kafka", Signal.TERM, port);
  }

  @Override
  public String address() {
    return "127.0.0.1:" + port();
  }

  @Override
  void prepare() throws IOException {
    // Written at each start: the controller's port need not be free the next time.
    int controllerPort = Port.ANY.choose("kafka's controller");
    Files.writeString(
        properties(),
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=BROKER://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=BROKER://127.0.0.1:%1$d
        listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
        inter.broker.listener.name=BROKER
        controller.listener.names=CONTROLLER
        log.dirs=%3$s
        num.network.threads=2
        num.io.threads=2
        offsets.topic.num.partitions=1
        offsets.topic.replication.factor=1
        transaction.state.log.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        share.coordinator.state.topic.num.partitions=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        log.cleaner.dedupe.buffer.size=4194304
        """
            .formatted(port(), controllerPort, folder().resolve("data")));
  }

  @Override
  List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        "-Dlogback.configurationFile=io/laminar/deploy/servers/kafka-logback.xml",
        KafkaNode.class.getName(),
        properties().toString(),
        clusterId);
  }

  @Override
  Map<String, String> environment() {
    return Programs.ownClassPath();
  }

  /** The broker opens its port only once it is ready to serve. */
  @Override
  boolean answers() throws IOException {
    try (Socket socket = Port.connect(port())) {
      return socket.isConnected();
    }
  }

  private Path properties() {
    return folder().resolve("server.properties");
  }
}
