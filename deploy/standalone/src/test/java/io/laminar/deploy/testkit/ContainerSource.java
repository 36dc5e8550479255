package io.laminar.deploy.testkit;

import io.laminar.deploy.servers.EmbeddedMemcached;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.couchbase.BucketDefinition;
import org.testcontainers.couchbase.CouchbaseContainer;
import org.testcontainers.couchbase.CouchbaseService;
import org.testcontainers.utility.DockerImageName;

/**
 * Servers in containers, from the official images.
 *
 * <p>Another image may be named with {@code LAMINAR_TEST_REDIS_IMAGE} and so on; it must be used as
 * the official one is. The word {@code embedded} in place of an image takes the server of the jar.
 */
final class ContainerSource implements ServerSource {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerSource.class);

  private static final String REDIS = "redis:7.2";
  private static final String MEMCACHED = "memcached:1.6";
  private static final String POSTGRES = "postgres:18";
  private static final String KAFKA = "apache/kafka:4.1.0";
  private static final String COUCHBASE = "couchbase/server:community-7.6.2";
  private static final String DYNAMODB = "amazon/dynamodb-local:2.6.1";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] HTTP_REQUEST =
      "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  // PostgreSQL's documentation, 54.7: SSLRequest, answered by one byte, S or N.
  private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x2f};

  private final ServerSource embedded = new EmbeddedSource();
  private final boolean strict;

  /**
   * @param strict true: an image that cannot be had is an error; false: the server of the jar takes
   *     its place
   */
  ContainerSource(boolean strict) {
    this.strict = strict;
  }

  @Override
  public String redis() {
    return start("redis", REDIS, ContainerSource::redis, embedded::redis);
  }

  /** One that is installed here is taken first: it is at hand, and the same program. */
  @Override
  public String memcached() {
    return !strict && EmbeddedMemcached.isInstalled()
        ? embedded.memcached()
        : start("memcached", MEMCACHED, ContainerSource::memcached, embedded::memcached);
  }

  @Override
  public String postgres() {
    return start("postgres", POSTGRES, ContainerSource::postgres, embedded::postgres);
  }

  @Override
  public String kafka() {
    return start("kafka", KAFKA, ContainerSource::kafka, embedded::kafka);
  }

  @Override
  public String couchbase() {
    return start("couchbase", COUCHBASE, ContainerSource::couchbase, embedded::couchbase);
  }

  @Override
  public String dynamoDb() {
    return start("dynamodb", DYNAMODB, ContainerSource::dynamoDb, embedded::dynamoDb);
  }

  private interface Start {
    String from(DockerImageName image);
  }

  private String start(String name, String official, Start start, Supplier<String> otherwise) {
    String image = TestSettings.read(name + "-image", official);
    if (image.equals("embedded")) {
      LOG.info("test servers: {} from the jar, no image was named", name);
      return otherwise.get();
    }
    Optional<String> problem = DockerEngine.fetch(image);
    if (problem.isPresent() && strict) {
      throw new IllegalStateException("no image " + image + ": " + problem.get());
    }
    if (problem.isPresent()) {
      LOG.warn("test servers: {} from the jar, no image {}: {}", name, image, problem.get());
      return otherwise.get();
    }
    String address = start.from(DockerImageName.parse(image).asCompatibleSubstituteFor(official));
    LOG.info("test servers: {} from the image {} at {}", name, image, address);
    return address;
  }

  private static String redis(DockerImageName image) {
    var container = new GenericContainer<>(image);
    container.withExposedPorts(6379).waitingFor(until(ContainerSource::answersPing)).start();
    return "redis://" + container.getHost() + ":" + container.getMappedPort(6379);
  }

  private static String memcached(DockerImageName image) {
    var container = new GenericContainer<>(image);
    container
        .withExposedPorts(11211)
        .waitingFor(until(ContainerSource::answersNoOperation))
        .start();
    return "memcached://" + container.getHost() + ":" + container.getMappedPort(11211);
  }

  private static String postgres(DockerImageName image) {
    var container = new GenericContainer<>(image);
    container
        .withExposedPorts(5432)
        .withEnv("POSTGRES_USER", "laminar")
        .withEnv("POSTGRES_DB", "laminar")
        .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
        .waitingFor(until(ContainerSource::answersSslRequest))
        .start();
    return "postgresql://laminar@"
        + container.getHost()
        + ":"
        + container.getMappedPort(5432)
        + "/laminar";
  }

  /** Kafka tells its clients where it is, so the port outside must be known before it starts. */
  private static String kafka(DockerImageName image) {
    int port = freePort();
    var container = new FixedPortContainer(image, port, 9092);
    String host = container.getHost();
    container
        .withEnv("KAFKA_NODE_ID", "1")
        .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
        .withEnv("KAFKA_LISTENERS", "BROKER://:9092,CONTROLLER://:9093")
        .withEnv("KAFKA_ADVERTISED_LISTENERS", "BROKER://" + host + ":" + port)
        .withEnv("KAFKA_INTER_BROKER_LISTENER_NAME", "BROKER")
        .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
        .withEnv("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT")
        .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093")
        .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
        .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
        .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
        .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
        .waitingFor(Wait.forLogMessage(".*Kafka Server started.*", 1))
        .start();
    return host + ":" + port;
  }

  private static String couchbase(DockerImageName image) {
    var container =
        new CouchbaseContainer(image)
            .withEnabledServices(CouchbaseService.KV)
            .withBucket(new BucketDefinition("laminar").withReplicas(0).withPrimaryIndex(false));
    container.start();
    return "couchbase://"
        + container.getUsername()
        + ":"
        + container.getPassword()
        + "@"
        + container.getHost()
        + ":"
        + container.getBootstrapCarrierDirectPort()
        + "/laminar";
  }

  private static String dynamoDb(DockerImageName image) {
    var container = new GenericContainer<>(image);
    container
        .withExposedPorts(8000)
        .withCommand("-jar", "DynamoDBLocal.jar", "-inMemory", "-sharedDb", "-disableTelemetry")
        .waitingFor(until(ContainerSource::answersHttp))
        .start();
    return "dynamodb://" + container.getHost() + ":" + container.getMappedPort(8000);
  }

  private static final class FixedPortContainer extends GenericContainer<FixedPortContainer> {
    FixedPortContainer(DockerImageName image, int hostPort, int containerPort) {
      super(image);
      addFixedExposedPort(hostPort, containerPort);
    }
  }

  private interface Check {
    boolean passes(Socket connection) throws IOException;
  }

  /** An open port alone says nothing: Docker opens it before the server does. */
  private static AbstractWaitStrategy until(Check check) {
    return new AbstractWaitStrategy() {
      @Override
      protected void waitUntilReady() {
        String host = waitStrategyTarget.getHost();
        int port = waitStrategyTarget.getMappedPort(waitStrategyTarget.getExposedPorts().get(0));
        Callable<Boolean> ready = () -> passes(host, port, check);
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(ready);
      }
    };
  }

  private static boolean passes(String host, int port, Check check) throws IOException {
    try (var connection = new Socket(host, port)) {
      connection.setSoTimeout(500);
      return check.passes(connection);
    }
  }

  private static boolean answersPing(Socket connection) throws IOException {
    connection.getOutputStream().write(PING);
    byte[] expected = "+PONG".getBytes(StandardCharsets.US_ASCII);
    return Arrays.equals(connection.getInputStream().readNBytes(expected.length), expected);
  }

  private static boolean answersNoOperation(Socket connection) throws IOException {
    connection.getOutputStream().write("mn\r\n".getBytes(StandardCharsets.US_ASCII));
    byte[] expected = "MN\r\n".getBytes(StandardCharsets.US_ASCII);
    return Arrays.equals(connection.getInputStream().readNBytes(expected.length), expected);
  }

  private static boolean answersSslRequest(Socket connection) throws IOException {
    connection.getOutputStream().write(SSL_REQUEST);
    int answer = connection.getInputStream().read();
    return answer == 'N' || answer == 'S';
  }

  private static boolean answersHttp(Socket connection) throws IOException {
    connection.getOutputStream().write(HTTP_REQUEST);
    byte[] expected = "HTTP/1.1 400".getBytes(StandardCharsets.US_ASCII);
    return Arrays.equals(connection.getInputStream().readNBytes(expected.length), expected);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
