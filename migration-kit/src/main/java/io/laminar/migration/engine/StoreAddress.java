package io.laminar.migration.engine;

import io.laminar.migration.codec.Format;
import io.laminar.migration.store.Capabilities;
import io.laminar.migration.store.Secrets;
import io.laminar.migration.store.Store;
import io.laminar.migration.weather.WatchedStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where entries are: a server, a namespace on it, and the format that is written there.
 *
 * @param uri begins with the engine's name, such as {@code redis://…}
 * @param namespace separates stores on one server: a table where there are tables (in DynamoDB only
 *     if the address names none), elsewhere keys begin with it and a colon
 * @param format what is written; both formats are always read. Engines with columns or attributes
 *     keep version and expiry there either way
 * @param listed true if it holds few entries beside many of others, and is scanned often
 */
public record StoreAddress(String uri, String namespace, Format format, boolean listed) {

  /** What a namespace may be called. */
  public static final Pattern LEGAL_NAMESPACE = Pattern.compile("[a-z][a-z0-9_]{0,39}");

  public StoreAddress {
    Objects.requireNonNull(format, "format");
    Engine engine = Engine.of(uri);
    if (!LEGAL_NAMESPACE.matcher(namespace).matches()) {
      throw new IllegalArgumentException(
          "a namespace must match " + LEGAL_NAMESPACE.pattern() + ", was \"" + namespace + "\"");
    }
    engine.check(uri, namespace);
  }

  /** Of a store that holds data. */
  public StoreAddress(String uri, String namespace, Format format) {
    this(uri, namespace, format, false);
  }

  /**
   * Opens the store on the current context; fails if the server cannot be reached.
   *
   * @return it tells its {@linkplain Store#weather weather}, and is not asked while it is silent
   */
  public Future<Store> open(Vertx vertx, StoreLimits limits) {
    Engine engine = Engine.of(uri);
    Duration deadline = engine.deadline(limits);
    return engine
        .open(vertx, this, limits)
        .map(store -> WatchedStore.of(vertx, store, masked(uri), deadline, limits.weather()));
  }

  /** The engine that the address names. */
  public Engine engine() {
    return Engine.of(uri);
  }

  /** What the engine's adapter declares. */
  public Capabilities capabilities() {
    return Engine.of(uri).capabilities();
  }

  /** True if what is written here carries the version that concurrent writes are ordered by. */
  public boolean carriesVersions() {
    return format == Format.ENVELOPE || Engine.of(uri).carriesVersions();
  }

  /**
   * The same server, another namespace; always in the envelope format, since only the kit uses it,
   * and listed, since the kit's marks are few.
   */
  public StoreAddress beside(String suffix) {
    return new StoreAddress(
        Engine.of(uri).beside(uri, suffix), namespace + "_" + suffix, Format.ENVELOPE, true);
  }

  @Override
  public String toString() {
    return masked(uri) + " " + namespace + " (" + format.name().toLowerCase(Locale.ROOT) + ")";
  }

  static String masked(String uri) {
    return Secrets.masked(uri);
  }
}
