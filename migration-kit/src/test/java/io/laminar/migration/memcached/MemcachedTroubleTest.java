package io.laminar.migration.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.codec.Format;
import io.laminar.migration.store.Entry;
import io.laminar.migration.store.EventLoop;
import io.laminar.migration.store.Store;
import io.laminar.migration.store.StoreException;
import io.laminar.migration.store.StoreException.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a real server cannot be made to do at will. */
final class MemcachedTroubleTest {

  private final EventLoop loop = new EventLoop();
  private final ScriptedServer server = new ScriptedServer(loop);

  @AfterEach
  void close() {
    loop.close();
  }

  private Future<Store> opening(int maxInFlight) {
    return MemcachedStore.open(
        loop.vertx(),
        new MemcachedStore.Options(
            server.address(),
            "p:",
            Format.ENVELOPE,
            Duration.ofSeconds(30),
            maxInFlight,
            Duration.ofDays(1)));
  }

  private Store open() {
    return loop.call(() -> opening(1_000));
  }

  private StoreException failureOf(java.util.function.Supplier<? extends Future<?>> call) {
    Throwable failure = loop.failureOf(call);
    assertThat(failure).isInstanceOf(StoreException.class);
    return (StoreException) failure;
  }

  @Test
  void refusesAServerFromBeforeTheMetaCommands() {
    server.answers(
        packet ->
            packet.startsWith("version")
                ? "VERSION 1.5.22\r\n"
                : packet.startsWith("mn") ? "ERROR\r\n" : null);

    StoreException old = failureOf(() -> opening(100));

    assertThat(old.kind()).isEqualTo(Kind.REFUSED);
    assertThat(old).hasMessageContaining("1.6 or later").hasMessageContaining("1.5.22");
  }

  @Test
  void refusesWhatIsNoMemcachedAtAll() {
    server.answers(packet -> "HTTP/1.1 400 Bad Request\r\n");

    assertThat(failureOf(() -> opening(100)))
        .hasMessageContaining(server.address())
        .hasMessageContaining("HTTP/1.1 400");
  }

  @Test
  void sendsTheLookUpsOfATickInOnePacket() {
    Store store = open();

    List<Entry> entries =
        loop.call(
            () ->
                Future.all(IntStream.range(0, 50).mapToObj(i -> store.get("k" + i)).toList())
                    .map(all -> all.<Entry>list()));

    assertThat(entries).hasSize(50).containsOnly(Entry.ABSENT);
    assertThat(server.packets().stream().filter(packet -> packet.startsWith("mg")))
        .singleElement()
        .asString()
        .startsWith("mg p:k0 v\r\nmg p:k1 v\r\n");
  }

  @Test
  void sendsNothingOfAnIllegalBatch() {
    Store store = open();
    int before = server.packets().size();

    loop.failureOf(() -> store.getAll(List.of("fine", "not fine")));
    loop.failureOf(() -> store.putIfNewer("k", Entry.of(Buffer.buffer(new byte[1_048_576]), 1)));

    assertThat(loop.call(() -> store.get("k"))).isEqualTo(Entry.ABSENT);
    assertThat(server.packets()).hasSize(before + 1);
  }

  @Test
  void startsAnewAfterTheServerDidNotUnderstand() {
    Store store = open();
    server.answers(packet -> packet.startsWith("mg") ? "CLIENT_ERROR bad data chunk\r\n" : null);

    StoreException refused = failureOf(() -> store.get("k"));
    server.answers(packet -> null);

    assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
    assertThat(refused).hasMessageContaining("bad data chunk");
    Awaitility.await().until(() -> loop.call(() -> store.get("k").map(true).otherwise(false)));
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void startsAnewWhenAnAnswerComesThatNobodyAskedFor() {
    Store store = open();
    server.answers(packet -> packet.startsWith("mg") ? "EN\r\nEN\r\n" : null);

    assertThat(loop.call(() -> store.get("k"))).isEqualTo(Entry.ABSENT);

    Awaitility.await().until(() -> server.connections() == 2);
  }

  @Test
  void refusesMoreThanMayBeInFlight() {
    Store store = loop.call(() -> opening(16));
    server.answers(packet -> packet.startsWith("mg") ? "" : null);
    List<String> ten = IntStream.range(0, 10).mapToObj(i -> "k" + i).toList();

    loop.begin(() -> store.getAll(ten));
    StoreException overloaded = failureOf(() -> store.getAll(ten));

    assertThat(overloaded.kind()).isEqualTo(Kind.OVERLOADED);
    assertThat(overloaded).hasMessageContaining("10 commands wait");
  }

  @Test
  void givesUpAWriteWhenOthersAreAlwaysFaster() {
    Store store = open();
    server.answers(
        packet ->
            packet.startsWith("mg")
                ? "VA 3 c7\r\nold\r\n"
                : packet.startsWith("cas") ? "EXISTS\r\n" : null);

    StoreException raced = failureOf(() -> store.putIfNewer("k", Entry.of(Buffer.buffer("v"), 9)));

    assertThat(raced.kind()).isIn(Kind.OVERLOADED, Kind.LATE);
    assertThat(server.packets()).hasSizeGreaterThan(100);
  }

  @Test
  void asksAgainForADumpWhileTheServerIsBusy() {
    Store store = open();
    var asked = new AtomicInteger();
    server.answers(
        packet -> {
          if (!packet.startsWith("lru_crawler")) {
            return null;
          }
          return switch (asked.incrementAndGet()) {
            case 1 -> "BUSY currently processing crawler request\r\n";
            case 2 -> "ERROR locked try again later\r\n";
            default -> "key=p%3Ak exp=-1 la=1 cas=1 fetch=no cls=1 size=60\nEND\r\n";
          };
        });

    Store.Page page = loop.call(() -> store.scan("0/1", "", 0, 10));

    assertThat(page.isLast()).isTrue();
    assertThat(asked.get()).isEqualTo(3);
  }

  @Test
  void refusesADumpThatItDoesNotUnderstand() {
    Store store = open();
    server.answers(
        packet -> packet.startsWith("lru_crawler") ? "BADCLASS invalid class id\r\n" : null);

    StoreException refused = failureOf(() -> store.scan("0/1", "", 0, 10));

    assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
    assertThat(refused).hasMessageContaining("BADCLASS").hasMessageContaining("too old");
  }
}
