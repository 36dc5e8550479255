package io.laminar.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.deploy.testkit.TestServers;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bidder in a process of its own, and senders who are many, silent, slow, or about to lose it.
 */
@Timeout(300)
final class SendersIT {

  private static final Pattern BIDS = Pattern.compile("bids +POST (\\S+)");
  private static final int IDLE = 10_000;
  private static final String BODY =
      """
      {"id":"r1","tmax":60000,"imp":[{"id":"1","banner":{"w":300,"h":250}}],\
      "site":{"domain":"site.example"},"user":{"id":"u1"},"device":{"geo":{"country":"USA"}}}\
      """;
  private static final byte[] REQUEST =
      ("POST /openrtb2/bid HTTP/1.1\r\nhost: b\r\ncontent-length: "
              + BODY.length()
              + "\r\n\r\n"
              + BODY)
          .getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;

  private Program stats;
  private Program bidder;
  private InetSocketAddress address;

  @BeforeEach
  void start() throws IOException {
    Map<String, String> environment = installation();
    stats = Program.start(folder, environment, "stats");
    bidder = Program.start(folder, environment, "bidder", "--bidder-port=0", "--admin-port=0");
    bidder.awaitOut(out -> out.contains("ready"));
    Matcher matcher = BIDS.matcher(bidder.out());
    assertThat(matcher.find()).as(bidder.out()).isTrue();
    URI uri = URI.create(matcher.group(1));
    address = new InetSocketAddress(uri.getHost(), uri.getPort());
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(this::bids);
  }

  @AfterEach
  void stop() {
    bidder.close();
    stats.close();
  }

  @Test
  void tenThousandSilentConnectionsAndHalfRequestsDoNoHarm() throws IOException {
    List<SocketChannel> silent = new ArrayList<>();
    try {
      for (int i = 0; i < IDLE; i++) {
        SocketChannel channel = SocketChannel.open(address);
        silent.add(channel);
        if (i % 100 == 0) { // a head without its end, and a body without its end
          channel.write(ByteBuffer.wrap(REQUEST, 0, i % 200 == 0 ? 30 : REQUEST.length - 10));
        }
      }

      try (var sender = new Sender()) {
        for (int i = 0; i < 200; i++) {
          assertThat(sender.ask()).isEqualTo(200);
        }
      }
    } finally {
      for (SocketChannel channel : silent) {
        channel.close();
      }
    }
    assertThat(bids()).isTrue();
  }

  @Test
  void answersEveryRequestOfALoadUntilItsSendersHaveGone() throws Exception {
    int senders = 8;
    var answered = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(senders);
    try {
      List<Future<Boolean>> ends = new ArrayList<>();
      for (int i = 0; i < senders; i++) {
        ends.add(threads.submit((Callable<Boolean>) () -> askUntilReleased(answered)));
      }
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> answered.get() > 2_000);

      bidder.signal("TERM");

      for (Future<Boolean> end : ends) {
        assertThat(end.get(2, TimeUnit.MINUTES)).as("was asked to close").isTrue();
      }
      assertThat(bidder.awaitEnd()).as(bidder.err()).isZero();
    } finally {
      threads.shutdownNow();
    }
  }

  /** Every request must be answered; an end of the connection that was not announced throws. */
  private Boolean askUntilReleased(AtomicLong answered) throws IOException {
    try (var sender = new Sender()) {
      while (!sender.released) {
        assertThat(sender.ask()).isIn(200, 204);
        answered.incrementAndGet();
      }
      return true;
    }
  }

  private boolean bids() {
    try (var sender = new Sender()) {
      return sender.ask() == 200;
    } catch (IOException e) {
      return false; // not yet
    }
  }

  /** One connection that is kept until the bidder asks to close it. */
  private final class Sender implements AutoCloseable {

    private final Socket socket = new Socket();
    private final InputStream in;
    private boolean released;

    Sender() throws IOException {
      socket.connect(address);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      in = socket.getInputStream();
    }

    int ask() throws IOException {
      socket.getOutputStream().write(REQUEST);
      String head = head().toLowerCase(Locale.ROOT);
      Matcher length = Pattern.compile("content-length: (\\d+)").matcher(head);
      int bytes = length.find() ? Integer.parseInt(length.group(1)) : 0;
      if (in.readNBytes(bytes).length < bytes) {
        throw new EOFException("the connection was closed within an answer");
      }
      released = head.contains("connection: close");
      return Integer.parseInt(head.split(" ")[1]);
    }

    private String head() throws IOException {
      var head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          throw new EOFException("the connection was closed before an answer: " + head);
        }
        head.write(next);
      }
      return head.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** Names of its own on the servers that all tests share, and time for a machine that stalls. */
  private static Map<String, String> installation() {
    String own = "it" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    return Map.ofEntries(
        Map.entry("LAMINAR_REDIS", TestServers.redis()),
        Map.entry("LAMINAR_POSTGRES", TestServers.postgres()),
        Map.entry("LAMINAR_KAFKA", TestServers.kafka()),
        Map.entry("LAMINAR_STORE_DEADLINE", "10s"),
        Map.entry("LAMINAR_MIGRATION_QUIET", "40s"),
        Map.entry("LAMINAR_CANARY_TTL", "30s"),
        Map.entry("LAMINAR_CANARY_GONE_AFTER", "60s"),
        Map.entry("LAMINAR_BIDDER_SHED_LAG", "1h"),
        Map.entry("LAMINAR_BIDDER_DRAIN_NOTICE", "1m"),
        Map.entry("LAMINAR_QUEUE_TOPIC", own),
        Map.entry("LAMINAR_STATS_GROUP", own),
        Map.entry("LAMINAR_CANARY_KEY", own),
        Map.entry("LAMINAR_MIGRATION_NAMESPACE", own),
        Map.entry("LAMINAR_MIGRATION_NAME", own));
  }
}
