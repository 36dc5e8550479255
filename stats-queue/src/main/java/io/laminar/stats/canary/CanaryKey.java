package io.laminar.stats.canary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.laminar.migration.config.Setting;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The value of the canary's key: the heartbeat that it stands for.
 *
 * <p>JSON, such as {@code
 * {"v":1,"bidder":"7-1f","sentMillis":1795000000000,"committedMillis":1795000000042,"lagMillis":42}}.
 * Unknown fields are passed over.
 *
 * @param bidder who sent the heartbeat
 * @param sentMillis when it was sent, on the sender's clock
 * @param committedMillis when its transaction was committed, on the aggregator's clock
 * @param lagMillis between the two; never negative
 */
public record CanaryKey(String bidder, long sentMillis, long committedMillis, long lagMillis) {

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
  }

  /** A heartbeat that was committed; clocks that disagree give a lag of 0, not a negative one. */
  public static CanaryKey of(String bidder, long sentMillis, long committedMillis) {
    return new CanaryKey(
        bidder, sentMillis, committedMillis, Math.max(0, committedMillis - sentMillis));
  }

  /** As it is written to Redis. */
  public String encode() {
    return MAPPER
        .createObjectNode()
        .put("v", VERSION)
        .put("bidder", bidder)
        .put("sentMillis", sentMillis)
        .put("committedMillis", committedMillis)
        .put("lagMillis", lagMillis)
        .toString();
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
        number(root, "lagMillis"));
  }

  private static long number(JsonNode root, String field) {
    JsonNode value = root.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("the canary's value must have a whole number: " + field);
    }
    return value.longValue();
  }
}
