package io.laminar.bidder.server;

import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import java.time.Duration;
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
 * @param answerReserve how much of a request's {@code tmax} is kept for deciding and answering
 * @param idleTimeout connections on which nothing is sent or received for so long are closed
 * @param drainTimeout how long requests under way may take when the bidder stops
 */
public record ServerOptions(
    String host,
    int port,
    String publicUrl,
    int loops,
    int bodyLimit,
    Duration answerReserve,
    Duration idleTimeout,
    Duration drainTimeout) {

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
  public static final Setting<Duration> ANSWER_RESERVE =
      Setting.duration(
          "bidder.answer-reserve",
          "0ms",
          "1s",
          "5ms",
          "how much of a request's tmax is kept for deciding, answering and the way back");
  public static final Setting<Duration> IDLE_TIMEOUT =
      Setting.duration(
          "bidder.idle-timeout",
          "1s",
          "1h",
          "75s",
          "connections on which nothing is sent or received for so long are closed");
  public static final Setting<Duration> DRAIN_TIMEOUT =
      Setting.duration(
          "bidder.drain-timeout",
          "0ms",
          "5m",
          "5s",
          "how long requests under way may take when the bidder stops");

  public static final List<Setting<?>> SETTINGS =
      List.of(
          HOST, PORT, PUBLIC_URL, LOOPS, BODY_LIMIT, ANSWER_RESERVE, IDLE_TIMEOUT, DRAIN_TIMEOUT);

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
        configuration.get(ANSWER_RESERVE),
        configuration.get(IDLE_TIMEOUT),
        configuration.get(DRAIN_TIMEOUT));
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
    return "http://"
        + (reachable.indexOf(':') >= 0 ? '[' + reachable + ']' : reachable)
        + ':'
        + actualPort;
  }
}
