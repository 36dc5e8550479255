package io.laminar.migration.proxy;

import io.laminar.migration.codec.Format;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.migration.control.MigrationOptions;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.proxy.keyspace.ClientKeys;
import io.laminar.migration.proxy.resp.RequestLimits;
import io.laminar.migration.store.Keys;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the proxy is reached and what it allows.
 *
 * @param port 0 = any that is free
 * @param metricsPort of the HTTP server for metrics and health; 0 = any that is free
 * @param loops event loops that serve; 1 or more
 * @param password what clients must give; empty: nothing
 * @param keys how clients' keys are told from the store's
 * @param tls certificate and key; empty: bytes travel in the clear
 */
public record ProxyOptions(
    String host,
    int port,
    int metricsPort,
    int loops,
    String password,
    ClientKeys keys,
    Optional<Tls> tls,
    ProxyLimits limits) {

  /**
   * Files in PEM.
   *
   * @param certificate may hold a chain
   */
  public record Tls(String certificate, String key) {}

  public static final Setting<String> HOST =
      Setting.matching(
          "proxy.host",
          Pattern.compile("[A-Za-z0-9._:%-]+"),
          "a host name or address; 0.0.0.0 = every interface",
          "127.0.0.1",
          "the interface that the proxy listens on");
  public static final Setting<Integer> PORT =
      Setting.integer(
          "proxy.port", 0, 65_535, "", 6_380, "the port for clients of Redis; 0 = a free one");
  public static final Setting<Integer> METRICS_PORT =
      Setting.integer(
          "proxy.metrics-port",
          0,
          65_535,
          "",
          8_082,
          "the HTTP port for /metrics and /health; 0 = a free one");
  public static final Setting<Integer> LOOPS =
      Setting.integer(
          "proxy.loops", 0, 256, "", 0, "event loops that serve clients; 0 = one for each core");
  public static final Setting<String> PASSWORD =
      Setting.secret(
          "proxy.password", "what clients must give with AUTH or HELLO; empty = nothing");
  public static final Setting<String> STORE =
      Setting.text(
          "proxy.store",
          "",
          "address of the one store that the proxy stands before; empty = the two of the"
              + " migration");
  public static final Setting<String> FORMAT =
      Setting.choice(
          "proxy.format",
          List.of("envelope", "plain"),
          "envelope",
          "what is written into the store of proxy.store: plain = bare values, which others can"
              + " read, but which cannot take part in a migration");
  public static final Setting<String> KEY_PREFIX =
      Setting.text(
          "proxy.key-prefix",
          "",
          "what every key of a client begins with; it is not part of the key in the store");
  public static final Setting<Duration> DEADLINE =
      Setting.duration("proxy.deadline", "10ms", "10m", "5s", "how long one command may take");
  public static final Setting<Integer> MAX_CONNECTIONS =
      Setting.integer(
          "proxy.max-connections",
          1,
          1_000_000,
          "connections",
          10_000,
          "how many clients may be connected; more are told so and closed");
  public static final Setting<Integer> MAX_IN_FLIGHT =
      Setting.integer(
          "proxy.max-in-flight",
          1,
          100_000,
          "commands",
          1_024,
          "commands of one connection that may wait for answers; then no more is read from it");
  public static final Setting<Integer> MAX_WORD =
      Setting.integer(
          "proxy.max-bulk", 1_024, 512 << 20, "bytes", 16 << 20, "the longest argument");
  public static final Setting<Integer> MAX_WORDS =
      Setting.integer(
          "proxy.max-arguments",
          4,
          1 << 20,
          "words",
          1 << 16,
          "how many words one command may have");
  public static final Setting<Integer> MAX_REQUEST =
      Setting.integer(
          "proxy.max-request",
          1_024,
          1 << 30,
          "bytes",
          64 << 20,
          "the longest command with all its arguments");
  public static final Setting<Integer> OUTPUT_LIMIT =
      Setting.integer(
          "proxy.output-limit",
          1_024,
          1 << 30,
          "bytes",
          64 << 20,
          "answers that a client has not read; more closes its connection");
  public static final Setting<Duration> IDLE_TIMEOUT =
      Setting.duration(
          "proxy.idle-timeout",
          "0ms",
          "365d",
          "0ms",
          "a connection that is silent for so long is closed; 0ms = never");
  public static final Setting<Duration> DRAIN_TIMEOUT =
      Setting.duration(
          "proxy.drain-timeout",
          "0ms",
          "5m",
          "5s",
          "how long commands under way may take when the proxy stops");
  public static final Setting<String> TLS_CERTIFICATE =
      Setting.text(
          "proxy.tls-certificate", "", "a PEM file with the certificate; empty = without TLS");
  public static final Setting<String> TLS_KEY =
      Setting.text("proxy.tls-key", "", "a PEM file with the certificate's private key");

  public static final List<Setting<?>> SETTINGS =
      List.of(
          HOST,
          PORT,
          METRICS_PORT,
          LOOPS,
          PASSWORD,
          STORE,
          FORMAT,
          KEY_PREFIX,
          DEADLINE,
          MAX_CONNECTIONS,
          MAX_IN_FLIGHT,
          MAX_WORD,
          MAX_WORDS,
          MAX_REQUEST,
          OUTPUT_LIMIT,
          IDLE_TIMEOUT,
          DRAIN_TIMEOUT,
          TLS_CERTIFICATE,
          TLS_KEY);

  public static final List<Configuration.Rule> RULES =
      List.of(
          ProxyOptions::storeIsAnAddress,
          ProxyOptions::tlsIsWhole,
          ProxyOptions::requestHoldsAWord,
          ProxyOptions::prefixIsLegal);

  public ProxyOptions {
    if (loops < 1) {
      throw new IllegalArgumentException("loops must be 1 or more, was " + loops);
    }
  }

  public static ProxyOptions from(Configuration configuration) {
    int loops = configuration.get(LOOPS);
    String certificate = configuration.get(TLS_CERTIFICATE);
    return new ProxyOptions(
        configuration.get(HOST),
        configuration.get(PORT),
        configuration.get(METRICS_PORT),
        loops == 0 ? Runtime.getRuntime().availableProcessors() : loops,
        configuration.get(PASSWORD),
        new ClientKeys(
            configuration.get(KEY_PREFIX),
            configuration.get(MigrationOptions.NAMESPACE).length() + 1),
        certificate.isEmpty()
            ? Optional.empty()
            : Optional.of(new Tls(certificate, configuration.get(TLS_KEY))),
        limits(configuration));
  }

  /** The one store that the proxy stands before; empty: those of the migration. */
  public static Optional<StoreAddress> store(Configuration configuration) {
    String uri = configuration.get(STORE);
    return uri.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new StoreAddress(
                uri,
                configuration.get(MigrationOptions.NAMESPACE),
                Format.valueOf(configuration.get(FORMAT).toUpperCase(Locale.ROOT))));
  }

  /** True if whoever reaches the port may use it. */
  public boolean isOpenToANetwork() {
    return password.isEmpty()
        && !host.startsWith("127.")
        && !host.equals("localhost")
        && !host.equals("::1");
  }

  @Override
  public String toString() {
    return host + ":" + port; // never the password
  }

  private static ProxyLimits limits(Configuration configuration) {
    return new ProxyLimits(
        new RequestLimits(
            configuration.get(MAX_WORD),
            configuration.get(MAX_WORDS),
            configuration.get(MAX_REQUEST)),
        configuration.get(MAX_CONNECTIONS),
        configuration.get(MAX_IN_FLIGHT),
        configuration.get(OUTPUT_LIMIT),
        configuration.get(DEADLINE),
        configuration.get(IDLE_TIMEOUT),
        configuration.get(DRAIN_TIMEOUT));
  }

  private static Optional<String> storeIsAnAddress(Configuration configuration) {
    try {
      store(configuration);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(STORE.key() + ": " + e.getMessage());
    }
  }

  private static Optional<String> tlsIsWhole(Configuration configuration) {
    return configuration.get(TLS_CERTIFICATE).isEmpty() == configuration.get(TLS_KEY).isEmpty()
        ? Optional.empty()
        : Optional.of(
            TLS_CERTIFICATE.key() + " and " + TLS_KEY.key() + " go together, one of them is empty");
  }

  private static Optional<String> requestHoldsAWord(Configuration configuration) {
    return configuration.get(MAX_REQUEST) > configuration.get(MAX_WORD)
        ? Optional.empty()
        : Optional.of(
            MAX_REQUEST.key()
                + " must be more than "
                + MAX_WORD.key()
                + ", was "
                + configuration.get(MAX_REQUEST)
                + " and "
                + configuration.get(MAX_WORD));
  }

  private static Optional<String> prefixIsLegal(Configuration configuration) {
    String prefix = configuration.get(KEY_PREFIX);
    try {
      if (!prefix.isEmpty()) {
        Keys.requireLegal(prefix, 0);
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(KEY_PREFIX.key() + ": " + e.getMessage());
    }
  }
}
