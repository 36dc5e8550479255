package io.laminar.bidder.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An outbox on a real server; the end of its tick comes when the test says so. */
class OutboxTest {

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final ConcurrentLinkedQueue<Runnable> atEndOfTick = new ConcurrentLinkedQueue<>();
  private final AtomicInteger added = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();
  private final Outbox outbox = new Outbox(atEndOfTick::add);
  private int port;

  @BeforeEach
  void listen() {
    HttpServer server = vertx.createHttpServer().requestHandler(this::put);
    Promise<HttpServer> listening = Promise.promise();
    loop.runOnContext(here -> server.listen(0).onComplete(listening));
    port = listening.future().await().actualPort();
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private void put(HttpServerRequest request) {
    request.connection().closeHandler(gone -> left.incrementAndGet());
    outbox.add(request.response(), Buffer.buffer(request.path()));
    added.incrementAndGet();
  }

  private void endTick() {
    loop.runOnContext(
        here -> {
          for (Runnable task = atEndOfTick.poll(); task != null; task = atEndOfTick.poll()) {
            task.run();
          }
        });
  }

  @Test
  void sendsAllAnswersOfATickAtItsEndHoweverManyTheyAre() throws IOException {
    List<Wire> wires = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      var wire = new Wire(port);
      wires.add(wire);
      wire.write(get("/" + i));
    }
    await().until(() -> added.get() == 100);
    assertThat(atEndOfTick).as("one sending for all").hasSize(1);

    endTick();

    for (int i = 0; i < 100; i++) {
      try (Wire wire = wires.get(i)) {
        assertThat(wire.read().body()).isEqualTo("/" + i);
      }
    }
  }

  @Test
  void sendsTheOtherAnswersWhenASenderHasLeft() throws IOException {
    try (Wire stays = new Wire(port)) {
      try (Wire leaves = new Wire(port)) {
        leaves.write(get("/leaves"));
        await().until(() -> added.get() == 1);
      }
      stays.write(get("/stays"));
      await().until(() -> added.get() == 2 && left.get() == 1);

      endTick();

      assertThat(stays.read().body()).isEqualTo("/stays");
    }
  }

  @Test
  void answersTheNextTickToo() throws IOException {
    try (Wire wire = new Wire(port)) {
      for (String path : List.of("/first", "/second")) {
        wire.write(get(path));
        await().until(() -> atEndOfTick.size() == 1);
        endTick();
        assertThat(wire.read().body()).isEqualTo(path);
      }
    }
  }

  private static byte[] get(String path) {
    return Wire.request("GET", path, Map.of(), new byte[0]);
  }
}
