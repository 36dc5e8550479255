package io.laminar.bidder.tls;

import io.laminar.bidder.tls.PemFiles.Found;
import io.laminar.bidder.tls.PemFiles.Pair;
import io.laminar.bidder.tls.PemFiles.Unfit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the open ports on the certificate that the files hold.
 *
 * <p>Files that were replaced are taken into use for the connections that come from then on; those
 * that are open go on. Files that do not fit, such as a new certificate whose key is not there yet,
 * leave the pair before in use: the reason is logged when it comes up and shown until it is gone.
 * Thread-safe.
 */
public final class CertificateKeeper {

  /** How often the files are looked at. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(CertificateKeeper.class);
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  private final TlsOptions options;
  private final Supplier<Instant> now;
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private final AtomicLong renewals = new AtomicLong();
  private volatile Pair inUse;
  private volatile String problem = "";

  /**
   * @param now the wall clock
   */
  public CertificateKeeper(TlsOptions options, Supplier<Instant> now) {
    this.options = options;
    this.now = now;
  }

  /**
   * Makes a server speak TLS, if it shall. The first call reads the files.
   *
   * @throws IllegalStateException if they do not fit
   */
  public HttpServerOptions apply(HttpServerOptions server) {
    if (!options.isOn()) {
      return server;
    }
    return server
        .setSsl(true)
        .setUseAlpn(false) // HTTP/1.1, as without TLS
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setKeyCertOptions(keyCert(first()));
  }

  private synchronized Pair first() {
    if (inUse == null) {
      Found found = options.files(now.get()).read();
      if (found instanceof Unfit unfit) {
        throw new IllegalStateException(unfit.problem());
      }
      inUse = (Pair) found;
    }
    return inUse;
  }

  /** From now on this server, which listens, is told of other certificates. */
  public void keep(HttpServer server) {
    servers.add(server);
  }

  /** The server is told no more. */
  public void forget(HttpServer server) {
    servers.remove(server);
  }

  /** True if there are files to look at. */
  public boolean isOn() {
    return options.isOn();
  }

  /**
   * Looks at the files, and takes what they hold into use if it is something else and fits.
   *
   * @return done when all servers show it, or when it is clear that they do not; never fails
   */
  public Future<Void> look(Vertx vertx) {
    return vertx
        .executeBlocking(() -> options.files(now.get()).read())
        .compose(this::take)
        .recover(
            failure -> {
              refuse("the certificate cannot be renewed: " + failure.getMessage());
              return Future.succeededFuture();
            });
  }

  private Future<Void> take(Found found) {
    if (found instanceof Unfit unfit) {
      refuse(unfit.problem());
      return Future.succeededFuture();
    }
    var pair = (Pair) found;
    if (pair.equals(inUse)) {
      problem = "";
      return Future.succeededFuture();
    }
    return Future.join(
            servers.stream().map(server -> server.updateSSLOptions(secure(pair), true)).toList())
        .map(
            all -> {
              inUse = pair;
              problem = "";
              renewals.incrementAndGet();
              LOG.info("the certificate was renewed; it holds until {}", pair.until());
              return null;
            });
  }

  private void refuse(String why) {
    if (!why.equals(problem)) {
      problem = why;
      LOG.warn("the certificate before stays in use: {}", why);
    }
  }

  private static ServerSSLOptions secure(Pair pair) {
    return new ServerSSLOptions()
        .setUseAlpn(false)
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setKeyCertOptions(keyCert(pair));
  }

  private static PemKeyCertOptions keyCert(Pair pair) {
    return new PemKeyCertOptions()
        .addCertValue(Buffer.buffer(pair.certificates()))
        .addKeyValue(Buffer.buffer(pair.key()));
  }

  /** Why the files are not in use; empty if they are. */
  public Optional<String> trouble() {
    return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
  }

  /** How often another certificate was taken into use. */
  public long renewals() {
    return renewals.get();
  }

  /** How long the certificate in use holds, in seconds; NaN without TLS. */
  public double leftSeconds() {
    Pair pair = inUse;
    return pair == null ? Double.NaN : Duration.between(now.get(), pair.until()).toMillis() / 1e3;
  }
}
