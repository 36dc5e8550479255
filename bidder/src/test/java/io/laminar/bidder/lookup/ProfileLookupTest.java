package io.laminar.bidder.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.profile.Profile;
import io.laminar.bidder.profile.ProfileCodec;
import io.laminar.migration.store.Entry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProfileLookupTest {

  private static final Profile PROFILE = new Profile("u1", List.of("auto"), "USA", 1);
  private static final Entry STORED = Entry.of(ProfileCodec.encode(PROFILE), 5);

  private final Vertx vertx = Vertx.vertx();
  private final List<String> asked = new ArrayList<>();
  private Duration patience = Duration.ofMillis(40);

  private record Ended(Profile profile, ProfileRead how, long afterMillis) {}

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void findsAProfile() {
    Ended ended = find(id -> Future.succeededFuture(STORED), "u1", 60_000);

    assertThat(ended.profile()).isEqualTo(PROFILE);
    assertThat(ended.how()).isEqualTo(ProfileRead.FOUND);
    assertThat(asked).containsExactly("u1");
  }

  @Test
  void takesAnAbsentEntryAndATombstoneForNoProfile() {
    assertThat(find(id -> Future.succeededFuture(Entry.ABSENT), "u1", 60_000).how())
        .isEqualTo(ProfileRead.MISSING);
    assertThat(find(id -> Future.succeededFuture(Entry.tombstone(9)), "u1", 60_000).how())
        .isEqualTo(ProfileRead.MISSING);
  }

  @Test
  void goesOnWithoutAProfileWhenTheStoreNeverAnswers() {
    Ended ended = find(id -> Promise.<Entry>promise().future(), "u1", 60_000);

    assertThat(ended.how()).isEqualTo(ProfileRead.LATE);
    assertThat(ended.profile()).isEqualTo(Profile.ANONYMOUS);
    assertThat(ended.afterMillis()).as("the lookup's own deadline").isGreaterThanOrEqualTo(40);
  }

  @Test
  void waitsNoLongerThanWhoeverAsksCan() {
    // Longer than any machine stalls, so only the sender's time can have ended it.
    patience = Duration.ofHours(1);
    Ended ended = find(id -> Promise.<Entry>promise().future(), "u1", 50);

    assertThat(ended.how()).isIn(ProfileRead.LATE, ProfileRead.NO_TIME);
    assertThat(ended.afterMillis()).isLessThan(Duration.ofMinutes(5).toMillis());
  }

  @Test
  void doesNotAskWhenThereIsNoTime() {
    Ended ended = find(id -> Future.succeededFuture(STORED), "u1", 0);

    assertThat(ended.how()).isEqualTo(ProfileRead.NO_TIME);
    assertThat(asked).isEmpty();
  }

  @Test
  void goesOnWithoutAProfileWhenTheStoreFails() {
    assertThat(find(id -> Future.failedFuture("gone"), "u1", 60_000).how())
        .isEqualTo(ProfileRead.FAILED);
  }

  @Test
  void goesOnWithoutAProfileWhenTheStoreHoldsSomethingElse() {
    Entry rubbish = Entry.of(Buffer.buffer("rubbish"), 5);

    assertThat(find(id -> Future.succeededFuture(rubbish), "u1", 60_000).how())
        .isEqualTo(ProfileRead.UNREADABLE);
  }

  @Test
  void neverAsksForAnIdThatNoStoreCanHold() {
    for (String id : List.of("", "a b", "a\nb", "é", "x".repeat(181))) {
      assertThat(find(any -> Future.succeededFuture(STORED), id, 60_000).how())
          .isEqualTo(ProfileRead.NO_ID);
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void tellsOnceAlthoughTheStoreAnswersAfterTheDeadline() {
    Promise<Entry> late = Promise.promise();
    List<ProfileRead> told = new ArrayList<>();
    var done = new CompletableFuture<Void>();
    onLoop(
        () -> {
          ProfileLookup lookup = lookup(id -> late.future(), Optional.empty());
          lookup.find(
              "u1",
              System.nanoTime() + TimeUnit.MINUTES.toNanos(1),
              new ProfileLookup.Search() {
                @Override
                protected void ended(Profile profile, ProfileRead how) {
                  told.add(how);
                  assertThat(lookup.waiting()).isZero();
                  late.tryComplete(STORED);
                  vertx.runOnContext(after -> done.complete(null));
                }
              });
          assertThat(lookup.waiting()).isEqualTo(1);
        });

    done.orTimeout(5, TimeUnit.MINUTES).join();

    assertThat(told).containsExactly(ProfileRead.LATE);
  }

  @Test
  void isFullWhenAsManyWaitAsMay() {
    var full = new CompletableFuture<Boolean>();
    onLoop(
        () -> {
          ProfileLookup lookup = lookup(id -> Promise.<Entry>promise().future(), Optional.empty());
          for (int i = 0; i < 4; i++) {
            assertThat(lookup.isFull()).isFalse();
            lookup.find("u" + i, System.nanoTime() + 60_000_000_000L, new Ignored());
          }
          full.complete(lookup.isFull());
        });

    assertThat(full.orTimeout(5, TimeUnit.MINUTES).join()).isTrue();
  }

  @Test
  void asksOnceForACachedProfile() {
    var cache = new ProfileCache(1 << 20, Duration.ofMinutes(1), () -> 1);
    ProfileStore store = id -> Future.succeededFuture(STORED);

    assertThat(find(store, "u1", 60_000, Optional.of(cache)).how()).isEqualTo(ProfileRead.FOUND);
    Ended second = find(store, "u1", 60_000, Optional.of(cache));

    assertThat(second.how()).isEqualTo(ProfileRead.CACHED);
    assertThat(second.profile()).isEqualTo(PROFILE);
    assertThat(asked).hasSize(1);
  }

  @Test
  void asksOnceForAUserWithoutAProfile() {
    var cache = new ProfileCache(1 << 20, Duration.ofMinutes(1), () -> 1);
    ProfileStore store = id -> Future.succeededFuture(Entry.ABSENT);

    assertThat(find(store, "u1", 60_000, Optional.of(cache)).how()).isEqualTo(ProfileRead.MISSING);
    Ended second = find(store, "u1", 60_000, Optional.of(cache));

    assertThat(second.how()).isEqualTo(ProfileRead.CACHED);
    assertThat(second.profile()).isSameAs(Profile.ANONYMOUS);
    assertThat(asked).hasSize(1);
  }

  @Test
  void asksAgainUnderAnotherPlan() {
    var plan = new AtomicLong(1);
    var cache = new ProfileCache(1 << 20, Duration.ofMinutes(1), plan::get);
    ProfileStore store = id -> Future.succeededFuture(STORED);

    find(store, "u1", 60_000, Optional.of(cache));
    plan.set(2);
    Ended second = find(store, "u1", 60_000, Optional.of(cache));

    assertThat(second.how()).isEqualTo(ProfileRead.FOUND);
    assertThat(asked).hasSize(2);
  }

  @Test
  void doesNotFindUnderAPlanWhatWasAskedUnderTheOneBefore() {
    var plan = new AtomicLong(1);
    var cache = new ProfileCache(1 << 20, Duration.ofMinutes(1), plan::get);
    ProfileStore whileThePlanChanges =
        id -> {
          plan.set(2);
          cache.current();
          return Future.succeededFuture(STORED);
        };

    find(whileThePlanChanges, "u1", 60_000, Optional.of(cache));
    Ended second = find(id -> Future.succeededFuture(STORED), "u1", 60_000, Optional.of(cache));

    assertThat(second.how()).isEqualTo(ProfileRead.FOUND);
  }

  private Ended find(ProfileStore store, String userId, long millis) {
    return find(store, userId, millis, Optional.empty());
  }

  private Ended find(ProfileStore store, String userId, long millis, Optional<ProfileCache> cache) {
    var ended = new CompletableFuture<Ended>();
    onLoop(
        () -> {
          long begun = System.nanoTime();
          lookup(store, cache)
              .find(
                  userId,
                  begun + TimeUnit.MILLISECONDS.toNanos(millis),
                  new ProfileLookup.Search() {
                    @Override
                    protected void ended(Profile profile, ProfileRead how) {
                      long took = (System.nanoTime() - begun) / 1_000_000;
                      ended.complete(new Ended(profile, how, took));
                    }
                  });
        });
    return ended.orTimeout(5, TimeUnit.MINUTES).join();
  }

  private ProfileLookup lookup(ProfileStore store, Optional<ProfileCache> cache) {
    return new ProfileLookup(
        vertx,
        id -> {
          asked.add(id);
          return store.get(id);
        },
        new LookupOptions(patience, 4, 0, Duration.ofSeconds(1)),
        cache,
        System::nanoTime);
  }

  private void onLoop(Runnable action) {
    var begun = new CompletableFuture<Void>();
    vertx.runOnContext(
        here -> {
          try {
            action.run();
            begun.complete(null);
          } catch (Throwable e) {
            begun.completeExceptionally(e);
          }
        });
    begun.orTimeout(5, TimeUnit.MINUTES).join();
  }

  private static final class Ignored extends ProfileLookup.Search {
    @Override
    protected void ended(Profile profile, ProfileRead how) {}
  }
}
