package io.laminar.stats.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.laminar.stats.event.Sums.Delta;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Events as the value of a Kafka record: one JSON object in UTF-8, without key.
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
 *
 * <p>A field may be added within a version: readers pass over what they do not know. Whatever
 * changes the meaning of a record takes a new version, and a reader refuses versions newer than its
 * own. Readers are updated before writers. Thread-safe.
 */
public final class EventCodec {

  /** The layout that is written, and the newest that is read. */
  public static final int VERSION = 1;

  private static final String SUMS = "sums";
  private static final String NOTICE = "notice";
  private static final String HEARTBEAT = "heartbeat";
  private static final int USUAL_BYTES = 256;

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private EventCodec() {}

  /** Lays an event into bytes. */
  public static byte[] encode(Event event) {
    var bytes = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("v", VERSION);
      if (event instanceof Sums sums) {
        write(json, sums);
      } else if (event instanceof Notice notice) {
        write(json, notice);
      } else if (event instanceof Heartbeat heartbeat) {
        begin(json, HEARTBEAT, heartbeat);
        json.writeStringField("by", heartbeat.sender());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // no I/O here, and events hold only what JSON can
    }
    return bytes.toByteArray();
  }

  /**
   * Reads an event.
   *
   * @throws EventFormatException if the bytes are not an event, or one of a newer version
   */
  public static Event decode(byte[] bytes) throws EventFormatException {
    if (bytes == null || bytes.length == 0) {
      throw new EventFormatException("the record is empty");
    }
    JsonNode root = parse(bytes);
    long version = number(root, "v");
    if (version < 1 || version > VERSION) {
      throw new EventFormatException(
          "/v: this program reads versions 1.." + VERSION + ", the record has " + version);
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

  private static void write(JsonGenerator json, Sums sums) throws IOException {
    begin(json, SUMS, sums);
    json.writeStringField("by", sums.sender());
    json.writeArrayFieldStart("s");
    for (Delta delta : sums.deltas()) {
      json.writeStartArray();
      json.writeString(delta.fact());
      json.writeString(delta.subject());
      json.writeNumber(delta.count());
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Notice notice) throws IOException {
    begin(json, NOTICE, notice);
    json.writeStringField("id", notice.id());
    json.writeStringField("kind", notice.kind().name());
    json.writeStringField("bid", notice.bidId());
    json.writeStringField("campaign", notice.campaignId());
    json.writeStringField("creative", notice.creativeId());
    json.writeNumberField("price", notice.priceMicros());
  }

  private static void begin(JsonGenerator json, String type, Event event) throws IOException {
    json.writeStringField("t", type);
    json.writeNumberField("at", event.atMillis());
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
        kind(text(root, "kind")),
        text(root, "bid"),
        text(root, "campaign"),
        text(root, "creative"),
        number(root, "price"),
        number(root, "at"));
  }

  private static NoticeKind kind(String name) throws EventFormatException {
    for (NoticeKind kind : NoticeKind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    throw new EventFormatException(
        "/kind must be one of " + List.of(NoticeKind.values()) + ", was \"" + shown(name) + "\"");
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
    String text = value == null ? "missing" : value.toString();
    return text.length() > Texts.LONGEST ? text.substring(0, Texts.LONGEST) + "…" : text;
  }
}
