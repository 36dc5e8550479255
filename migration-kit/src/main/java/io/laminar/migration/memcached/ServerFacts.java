package io.laminar.migration.memcached;

import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a server says of itself when it is connected.
 *
 * @param maxItemBytes the largest item, key and the server's own header included ({@code -I})
 * @param evicts true if it drops entries when it is full, false if it refuses new ones ({@code -M})
 */
record ServerFacts(String version, int maxItemBytes, boolean evicts) {

  /** Of a server that was started without flags. */
  static final ServerFacts DEFAULTS = new ServerFacts("1.6", 1_048_576, true);

  /**
   * Signs in, then asks what the server is.
   *
   * @return fails if it lacks what the adapter stands on, with a word on what to do
   */
  static Future<ServerFacts> ask(Pipeline pipeline, MemcachedAddress address, long endsAtNanos) {
    return signIn(pipeline, address, endsAtNanos)
        .compose(in -> pipeline.ask("connect", new Commands(1).plain("version"), endsAtNanos))
        .compose(
            version ->
                requireMeta(pipeline, address, version.get(0).text(), endsAtNanos)
                    .compose(
                        meta ->
                            pipeline.ask(
                                "connect", new Commands(1).plain("stats settings"), endsAtNanos))
                    .map(settings -> of(address, version.get(0).text(), settings.get(0).text())));
  }

  private static Future<List<Reply>> signIn(
      Pipeline pipeline, MemcachedAddress address, long endsAtNanos) {
    if (!address.hasCredentials()) {
      return Future.succeededFuture(List.of());
    }
    return pipeline.ask(
        "sign in as " + address.user(),
        new Commands(1).authenticate(address.user(), address.password()),
        endsAtNanos);
  }

  /** The meta commands came with 1.6; {@code mn} is the cheapest of them. */
  private static Future<List<Reply>> requireMeta(
      Pipeline pipeline, MemcachedAddress address, String version, long endsAtNanos) {
    return pipeline
        .ask("connect", new Commands(1).plain("mn"), endsAtNanos)
        .recover(
            failure ->
                failure instanceof StoreException store && store.kind() == Kind.REFUSED
                    ? Future.failedFuture(
                        refused(
                            address,
                            "the server does not know the meta commands; it must be Memcached 1.6"
                                + " or later, is "
                                + version))
                    : Future.failedFuture(failure));
  }

  /**
   * One number of what {@code stats} answers.
   *
   * @throws IllegalStateException if it is not there
   */
  static long statistic(String statistics, String name) {
    String value = valueByName(statistics).get(name);
    if (value == null) {
      throw new IllegalStateException("the server's statistics hold no " + name);
    }
    return Long.parseLong(value);
  }

  private static Map<String, String> valueByName(String statistics) {
    Map<String, String> valueByName = new HashMap<>();
    for (String line : statistics.split("\n")) {
      int space = line.indexOf(' ');
      if (space > 0) {
        valueByName.put(line.substring(0, space), line.substring(space + 1));
      }
    }
    return valueByName;
  }

  private static ServerFacts of(MemcachedAddress address, String version, String settings) {
    Map<String, String> valueByName = valueByName(settings);
    if (valueByName.getOrDefault("cas_enabled", "yes").equals("no")) {
      throw refused(address, "the server runs without compare-and-set; start it without -C");
    }
    return new ServerFacts(
        version,
        Integer.parseInt(
            valueByName.getOrDefault("item_size_max", Integer.toString(DEFAULTS.maxItemBytes()))),
        !valueByName.getOrDefault("evictions", "on").equals("off"));
  }

  private static StoreException refused(MemcachedAddress address, String reason) {
    return new StoreException(Kind.REFUSED, address.toString(), "connect", reason, null);
  }
}
