package io.laminar.deploy.bidder;

import io.laminar.bidder.BidderOptions;
import io.laminar.bidder.BidderService;
import io.laminar.migration.codec.Format;
import io.laminar.migration.config.Configuration;
import io.laminar.migration.config.Setting;
import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.engine.StoreLimits;
import io.laminar.migration.route.Member;
import io.laminar.migration.route.Policy;
import io.laminar.migration.route.Side;
import io.laminar.migration.route.Sides;
import io.laminar.migration.store.HybridClock;
import io.laminar.stats.StatsOptions;
import io.laminar.stats.address.Addresses;
import io.laminar.stats.queue.EventQueueOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A bidder on real servers and a client that keeps its connections. */
final class Rig implements AutoCloseable {

  static final String BANNER =
      """
      {"id":"r1","tmax":1000,"imp":[{"id":"1","banner":{"w":300,"h":250}}],\
      "site":{"domain":"site.example"},"user":{"id":"u1"},"device":{"geo":{"country":"USA"}}}\
      """;

  final Vertx vertx = Vertx.vertx();
  final BidderService bidder;
  private final HttpClient client = HttpClient.newHttpClient();

  /**
   * @param profileRedis where the profiles are
   */
  Rig(Configuration configuration, String profileRedis) {
    try {
      bidder =
          BidderService.start(vertx, BidderOptions.from(configuration), member(profileRedis))
              .await();
    } catch (RuntimeException e) {
      vertx.close().await();
      throw e;
    }
  }

  HttpResponse<String> bid(String body) {
    return send(
        HttpRequest.newBuilder(uri("/openrtb2/bid")).POST(BodyPublishers.ofString(body)).build());
  }

  HttpResponse<String> bid(byte[] body) {
    return send(
        HttpRequest.newBuilder(uri("/openrtb2/bid"))
            .POST(BodyPublishers.ofByteArray(body))
            .build());
  }

  HttpResponse<String> post(String path, String body) {
    return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build());
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  HttpResponse<String> getUrl(String url) {
    return send(HttpRequest.newBuilder(URI.create(url)).build());
  }

  boolean bids() {
    return bid(BANNER).statusCode() == 200;
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + bidder.port() + path);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(request.uri().toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The configuration of a bidder and of its statistics. */
  static Configuration configuration(Map<String, String> given) {
    List<Setting<?>> declared = new ArrayList<>(Addresses.SETTINGS);
    declared.addAll(EventQueueOptions.SETTINGS);
    declared.addAll(StatsOptions.SETTINGS);
    declared.addAll(BidderOptions.SETTINGS);
    return Configuration.load(
        declared,
        StatsOptions.RULES,
        Optional.empty(),
        Map.of(
            "LAMINAR_BIDDER_PORT",
            "0",
            "LAMINAR_BIDDER_SHED_LAG",
            "1h",
            "LAMINAR_MONEY_LEDGER",
            "process",
            "LAMINAR_STATS_PORT",
            "0",
            "LAMINAR_QUEUE_SPILL",
            "off"),
        given);
  }

  private static Member member(String redis) {
    var addresses =
        new Sides.Addresses(
            new StoreAddress(redis, "bidder_it", Format.ENVELOPE),
            new StoreAddress(redis, "bidder_it_new", Format.ENVELOPE),
            new StoreLimits(Duration.ofSeconds(1), 1_000, Duration.ofDays(7)));
    return new Member(addresses, HybridClock.system(), 100, Policy.only(Side.OLD));
  }

  @Override
  public void close() {
    bidder.close().await();
    vertx.close().await();
  }
}
