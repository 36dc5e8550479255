package io.laminar.bidder.server;

import io.laminar.bidder.tls.TlsOptions;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How the bidder is reached and what it accepts.
 *
 * <p>It listens on the loopback interface unless told otherwise: notices and metrics ask for no
 * password, so whoever opens them to a network should do so knowingly, with {@code bidder.host} and
 * whatever stands in front.
 *
 * @param port 0 = any that is free
 * @param publicUrl where exchanges and browsers reach it; empty: at host and port
 * @param loops event loops that serve; 1 or more
 * @param bodyLimit bytes of a request's body, as sent and as inflated
 * @param headerLimit bytes of a request's head
 * @param bodyTimeout how long a body may take to come
 * @param maxConnections how many may be open in the process
 * @param idleTimeout connections on which no request begins for so long are closed
 * @param drainNotice how long a stopping bidder still answers, to let its senders go
 * @param drainTimeout how long requests under way may take when the bidder stops
 */
public record ServerOptions(
    String host,
    int port,
    String publicUrl,
    int loops,
    int bodyLimit,
    int headerLimit,
    Duration bodyTimeout,
    int maxConnections,
    Duration idleTimeout,
    Duration drainNotice,
    Duration drainTimeout,
    TlsOptions tls) {

  public static final Setting<String> HOST =
      Setting.matching(
          "bidder.host",
          Pattern.compile("[A-Za-z0-9._:%-]+"),
          "a host name or address; 0.0.0.0 = every interface",
          "127.0.0.1",
          "the interface that the bidder listens on");
  public static final Setting<Integer> PORT =
      Setting.integer(
          "bidder.port", 0, 65_535, "", 8_080, "the bidder's HTTP port; 0 = any that is free");
  public static final Setting<String> PUBLIC_URL =
      Setting.matching(
          "bidder.public-url",
          Pattern.compile("|https?://[A-Za-z0-9.:/_~%\\[\\]-]+"),
          "an http:// or https:// URL without a query, or empty",
          "",
          "where exchanges and browsers reach the bidder, for the URLs in its bids; empty = at its"
              + " host and port");
  public static final Setting<Integer> LOOPS =
      Setting.integer(
          "bidder.loops", 0, 256, "", 0, "event loops that serve requests; 0 = one for each core");
  public static final Setting<Integer> BODY_LIMIT =
      Setting.integer(
          "bidder.body-limit",
          1_024,
          64 * 1024 * 1024,
          "bytes",
          512 * 1024,
          "the largest body of a bid request, as sent and as inflated");
  public static final Setting<Integer> HEADER_LIMIT =
      Setting.integer(
          "bidder.header-limit",
          1_024,
          1024 * 1024,
          "bytes",
          8 * 1024,
          "the largest head of a request, its first line apart");
  public static final Setting<Duration> BODY_TIMEOUT =
      Setting.duration(
          "bidder.body-timeout",
          "10ms",
          "5m",
          "5s",
          "how long the body of a bid request may take to come");
  public static final Setting<Integer> MAX_CONNECTIONS =
      Setting.integer(
          "bidder.max-connections",
          1,
          1_000_000,
          "connections",
          20_000,
          "how many connections may be open; more are closed at once");
  public static final Setting<Duration> IDLE_TIMEOUT =
      Setting.duration(
          "bidder.idle-timeout",
          "1s",
          "1h",
          "75s",
          "connections on which no request begins for so long are closed");
  public static final Setting<Duration> DRAIN_TIMEOUT =
      Setting.duration(
          "bidder.drain-timeout",
          "0ms",
          "5m",
          "5s",
          "how long requests under way may take when the bidder stops");
  public static final Setting<Duration> DRAIN_NOTICE =
      Setting.duration(
          "bidder.drain-notice",
          "0ms",
          "5m",
          "1s",
          "how long a stopping bidder still answers, each time asking to close the connection,"
              + " while its health says that it stops; it stops sooner if all connections are"
              + " closed and no new ones come");

  public static final List<Setting<?>> SETTINGS = settings();

  public ServerOptions {
    if (loops < 1) {
      throw new IllegalArgumentException("loops must be 1 or more, was " + loops);
    }
  }

  public static ServerOptions from(Configuration configuration) {
    int loops = configuration.get(LOOPS);
    return new ServerOptions(
        configuration.get(HOST),
        configuration.get(PORT),
        configuration.get(PUBLIC_URL),
        loops == 0 ? Runtime.getRuntime().availableProcessors() : loops,
        configuration.get(BODY_LIMIT),
        configuration.get(HEADER_LIMIT),
        configuration.get(BODY_TIMEOUT),
        configuration.get(MAX_CONNECTIONS),
        configuration.get(IDLE_TIMEOUT),
        configuration.get(DRAIN_NOTICE),
        configuration.get(DRAIN_TIMEOUT),
        TlsOptions.from(configuration));
  }

  private static List<Setting<?>> settings() {
    List<Setting<?>> all =
        new ArrayList<>(
            List.of(
                HOST,
                PORT,
                PUBLIC_URL,
                LOOPS,
                BODY_LIMIT,
                HEADER_LIMIT,
                BODY_TIMEOUT,
                MAX_CONNECTIONS,
                IDLE_TIMEOUT,
                DRAIN_NOTICE,
                DRAIN_TIMEOUT));
    all.addAll(TlsOptions.SETTINGS);
    return List.copyOf(all);
  }

  /** Where exchanges and browsers reach a bidder that got this port. */
  String publicUrl(int actualPort) {
    if (!publicUrl.isEmpty()) {
      return publicUrl;
    }
    String reachable =
        switch (host) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::" -> "::1";
          default -> host;
        };
    return tls.scheme()
        + "://"
        + (reachable.indexOf(':') >= 0 ? '[' + reachable + ']' : reachable)
        + ':'
        + actualPort;
  }
}
