package io.laminar.stats.canary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.laminar.migration.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The value of the canary's key: the heartbeats that it stands for.
 *
 * <pre>{@code
 * {"v":1,"bidder":"7-1f","sentMillis":1795000000000,"committedMillis":1795000000042,
 *  "lagMillis":42,"ageMillis":17,"bidders":["7-1f","8-a0"]}
 * }</pre>
 *
 * <p>Unknown fields are passed over.
 *
 * @param bidder of the last heartbeats, who sent the oldest
 * @param sentMillis when it was sent, on the sender's clock
 * @param committedMillis when the canary was written, on the aggregator's clock, after the
 *     transaction of the heartbeats was committed
 * @param lagMillis between the two; never negative
 * @param ageMillis how long ago a heartbeat came through that has not been followed by another
 * @param bidders every bidder whose heartbeats it stands for; empty if the writer did not tell
 */
public record CanaryKey(
    String bidder,
    long sentMillis,
    long committedMillis,
    long lagMillis,
    long ageMillis,
    List<String> bidders) {

  /** Shared by the aggregator, which writes the key, and bidders, which look for it. */
  public static final Setting<String> KEY =
      Setting.matching(
          "canary.key",
          Pattern.compile("[A-Za-z0-9:._-]{1,128}"),
          "1..128 letters, digits, colons, dots, dashes or underscores",
          "laminar:canary",
          "the Redis key whose presence allows bidding");

  private static final int VERSION = 1;
  private static final JsonMapper MAPPER = new JsonMapper();

  public CanaryKey {
    Objects.requireNonNull(bidder, "bidder");
    if (lagMillis < 0) {
      throw new IllegalArgumentException("lag must be 0 or more, was " + lagMillis + " ms");
    }
    bidders = List.copyOf(bidders);
  }

  /** Clocks that disagree give a lag of 0, not a negative one. */
  static CanaryKey of(
      String bidder, long sentMillis, long committedMillis, long ageMillis, List<String> bidders) {
    return new CanaryKey(
        bidder,
        sentMillis,
        committedMillis,
        Math.max(0, committedMillis - sentMillis),
        ageMillis,
        bidders);
  }

  /** A heartbeat that has just come through, for a writer that does not tell of whom it heard. */
  public static CanaryKey of(String bidder, long sentMillis, long committedMillis) {
    return of(bidder, sentMillis, committedMillis, 0, List.of());
  }

  /** True unless the writer tells of whom it heard, and this bidder is not among them. */
  public boolean standsFor(String name) {
    return bidders.isEmpty() || bidders.contains(name);
  }

  /** As it is written to Redis. */
  public String encode() {
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("v", VERSION)
            .put("bidder", bidder)
            .put("sentMillis", sentMillis)
            .put("committedMillis", committedMillis)
            .put("lagMillis", lagMillis)
            .put("ageMillis", ageMillis);
    bidders.forEach(json.putArray("bidders")::add);
    return json.toString();
  }

  /**
   * Reads what is in Redis.
   *
   * @throws IllegalArgumentException if it is not a canary's value
   */
  public static CanaryKey decode(String text) {
    JsonNode root;
    try {
      root = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the canary's value is not JSON: " + e.getOriginalMessage(), e);
    }
    long version = number(root, "v");
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "the canary's value has version " + version + ", this program reads " + VERSION);
    }
    if (!root.path("bidder").isTextual()) {
      throw new IllegalArgumentException("the canary's value must have a string: bidder");
    }
    return new CanaryKey(
        root.path("bidder").textValue(),
        number(root, "sentMillis"),
        number(root, "committedMillis"),
        number(root, "lagMillis"),
        root.has("ageMillis") ? number(root, "ageMillis") : 0,
        bidders(root.path("bidders")));
  }

  /** A value of before there were lists has none. */
  private static List<String> bidders(JsonNode array) {
    List<String> bidders = new ArrayList<>(array.size());
    for (JsonNode name : array) {
      if (!name.isTextual()) {
        throw new IllegalArgumentException("the canary's value must name bidders by strings");
      }
      bidders.add(name.textValue());
    }
    return bidders;
  }

  private static long number(JsonNode root, String field) {
    JsonNode value = root.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("the canary's value must have a whole number: " + field);
    }
    return value.longValue();
  }
}
