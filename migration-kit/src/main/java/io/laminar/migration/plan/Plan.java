package io.laminar.migration.plan;

import io.laminar.migration.engine.StoreAddress;
import io.laminar.migration.plan.Strategy.Terms;
import io.laminar.migration.selector.Selector;
import io.laminar.migration.selector.Selector.DateInKey;
import io.laminar.migration.store.Secrets;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to be moved, from where to where, and how. Immutable; read by {@link PlanReader}.
 *
 * @param name the migration's name
 * @param from the old store
 * @param to the new store; the old one again for a conversion in place
 * @param selector the keys that move; all others stay in the old store
 * @param dates for a timed rollover: the keys that go to the new store
 * @param queue for queued writes
 * @param sync for synchronize: how stores follow each other
 * @param limits how fast, and how carefully
 * @param workers other processes that copy; empty if the one that moves the migration copies itself
 * @param objectives how well the new store must do in a step for it not to be left
 */
public record Plan(
    String name,
    Strategy strategy,
    StoreAddress from,
    StoreAddress to,
    Selector selector,
    Optional<DateInKey> dates,
    Optional<Queue> queue,
    Sync sync,
    Limits limits,
    Optional<Workers> workers,
    Objectives objectives) {

  /**
   * Where writes are queued.
   *
   * @param servers of Kafka, {@code host:port}
   */
  public record Queue(String servers, String topic, int partitions) {}

  /**
   * How fast, and how carefully.
   *
   * @param pageSize entries that jobs take at a time
   * @param ranges ranges that are copied side by side
   * @param copyRate entries a second that a job may handle; 0 = unlimited
   * @param compareOneIn while a step compares reads, one in so many
   * @param soak how long a step that soaks is held at least
   * @param quiet longer than any write can be under way
   * @param backOff when jobs give way to live traffic
   */
  public record Limits(
      int pageSize,
      int ranges,
      int copyRate,
      int compareOneIn,
      Duration soak,
      Duration quiet,
      BackOff backOff) {

    public static final Limits DEFAULT =
        new Limits(500, 4, 0, 20, Duration.ofSeconds(5), Duration.ofSeconds(4), BackOff.DEFAULT);
  }

  /**
   * Processes that share the ranges of a copy through a consumer group.
   *
   * @param servers of Kafka, {@code host:port}
   * @param topic where ranges are handed out
   * @param partitions so many ranges are copied at once at most, by all workers together
   * @param ranges into how many the copy is split, where the old store can be split
   */
  public record Workers(String servers, String topic, int partitions, int ranges) {}

  public Plan {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(strategy, "strategy");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(selector, "selector");
    Objects.requireNonNull(sync, "sync");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(objectives, "objectives");
  }

  /** Its steps. */
  public Steps steps() {
    return steps("");
  }

  /**
   * Its steps after a timed rollover was turned back.
   *
   * @param cut the date from which keys go to the old store again; empty if none
   */
  public Steps steps(String cut) {
    return dates
        .map(open -> Steps.rollover(open, cut, selector))
        .orElseGet(() -> Steps.of(strategy, new Terms(Selector.ALL, Selector.ALL, sync), selector));
  }

  /** The same for machines, always alike. */
  public JsonObject toJson() {
    return PlanJson.of(this);
  }

  /** The same for people: without the passwords of its addresses. */
  public JsonObject toShownJson() {
    JsonObject json = toJson();
    for (String side : List.of("from", "to")) {
      JsonObject address = json.getJsonObject(side);
      address.put("store", Secrets.masked(address.getString("store")));
    }
    return json;
  }

  /** Tells plans apart: SHA-256 of the canonical JSON, in hexadecimal. */
  public String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(toJson().encode().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
