package io.laminar.stats.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.laminar.stats.event.Sums.Delta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The first layout: one JSON object in UTF-8. Read, and written no more.
 *
 * <p>{@code v} is the version of the layout, {@code t} the type, {@code at} milliseconds since the
 * epoch, {@code by} the sender.
 *
 * <pre>{@code
 * {"v":1,"t":"sums","by":"b1","at":1795000000000,"s":[["REQUEST","",731],["BID","c17",12]]}
 * {"v":1,"t":"notice","at":1795000000000,"id":"win:7f3","kind":"WIN","bid":"7f3","campaign":"c17",
 *  "creative":"c17-a","price":1250000}
 * {"v":1,"t":"heartbeat","by":"b1","at":1795000000000}
 * }</pre>
 */
final class JsonLayout {

  static final int VERSION = 1;

  private static final String SUMS = "sums";
  private static final String NOTICE = "notice";
  private static final String HEARTBEAT = "heartbeat";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private JsonLayout() {}

  static Event decode(byte[] bytes) throws EventFormatException {
    JsonNode root = parse(bytes);
    long version = number(root, "v");
    if (version != VERSION) {
      throw new EventFormatException(
          "/v: JSON is the layout of version " + VERSION + ", the record has " + version);
    }
    String type = text(root, "t");
    try {
      return switch (type) {
        case SUMS -> new Sums(text(root, "by"), number(root, "at"), deltas(root.get("s")));
        case NOTICE -> notice(root);
        case HEARTBEAT -> new Heartbeat(text(root, "by"), number(root, "at"));
        default ->
            throw new EventFormatException(
                "/t must be sums, notice or heartbeat, was \"" + shown(type) + "\"");
      };
    } catch (IllegalArgumentException e) {
      throw new EventFormatException(type + ": " + e.getMessage());
    }
  }

  private static JsonNode parse(byte[] bytes) throws EventFormatException {
    try {
      JsonNode root = MAPPER.readTree(bytes);
      if (root == null || !root.isObject()) {
        throw new EventFormatException("the record must be a JSON object");
      }
      return root;
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
      throw new EventFormatException(
          "not JSON near byte "
              + at
              + ": "
              + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw new EventFormatException("cannot be read: " + e.getMessage());
    }
  }

  private static Notice notice(JsonNode root) throws EventFormatException {
    return new Notice(
        text(root, "id"),
        NoticeKind.read(text(root, "kind")),
        text(root, "bid"),
        text(root, "campaign"),
        text(root, "creative"),
        number(root, "price"),
        number(root, "at"));
  }

  private static List<Delta> deltas(JsonNode array) throws EventFormatException {
    if (array == null || !array.isArray()) {
      throw new EventFormatException("/s must be an array");
    }
    List<Delta> deltas = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      JsonNode delta = array.get(i);
      if (delta.size() < 3
          || !delta.path(0).isTextual()
          || !delta.path(1).isTextual()
          || !delta.path(2).canConvertToLong()
          || !delta.path(2).isIntegralNumber()) {
        throw new EventFormatException("/s/" + i + " must be [fact, subject, count]");
      }
      deltas.add(
          new Delta(delta.get(0).textValue(), delta.get(1).textValue(), delta.get(2).longValue()));
    }
    return deltas;
  }

  private static String text(JsonNode root, String field) throws EventFormatException {
    JsonNode value = root.get(field);
    if (value == null || !value.isTextual()) {
      throw new EventFormatException("/" + field + " must be a string, was " + shown(value));
    }
    return value.textValue();
  }

  private static long number(JsonNode root, String field) throws EventFormatException {
    JsonNode value = root.get(field);
    if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new EventFormatException("/" + field + " must be a whole number, was " + shown(value));
    }
    return value.longValue();
  }

  private static String shown(Object value) {
    return value == null ? "missing" : Texts.shortened(value.toString());
  }
}
