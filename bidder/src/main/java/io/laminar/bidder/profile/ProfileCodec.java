package io.laminar.bidder.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A profile as a JSON object in UTF-8, such as <code>
 * {"id":"u0000042","segments":["auto","sports"],"country":"USA","seq":17}</code>. Members that are
 * not known are ignored, those but the id may be missing. Stateless.
 */
public final class ProfileCodec {

  private static final JsonFactory FACTORY = new JsonFactory();

  private ProfileCodec() {}

  /**
   * Reads a profile.
   *
   * @throws ProfileFormatException if the value is not one
   */
  public static Profile decode(Buffer value) {
    try (JsonParser parser = FACTORY.createParser(value.getBytes())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new ProfileFormatException("a profile must be a JSON object");
      }
      return decodeMembers(parser);
    } catch (IOException e) {
      throw new ProfileFormatException("a profile must be JSON in UTF-8: " + firstLine(e));
    }
  }

  private static Profile decodeMembers(JsonParser parser) throws IOException {
    String id = "";
    List<String> segments = List.of();
    String country = "";
    long sequence = 0;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      switch (name) {
        case "id" -> id = text(parser, name);
        case "segments" -> segments = texts(parser, name);
        case "country" -> country = text(parser, name);
        case "seq" -> sequence = number(parser, name);
        default -> parser.skipChildren();
      }
    }
    if (id.isEmpty()) {
      throw new ProfileFormatException("a profile must have an id");
    }
    return new Profile(id, segments, country, sequence);
  }

  private static String text(JsonParser parser, String name) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return "";
    }
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new ProfileFormatException(name + " of a profile must be a string");
    }
    return parser.getText();
  }

  private static List<String> texts(JsonParser parser, String name) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new ProfileFormatException(name + " of a profile must be a list of strings");
    }
    List<String> texts = new ArrayList<>(8);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      texts.add(text(parser, name));
    }
    return texts;
  }

  private static long number(JsonParser parser, String name) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new ProfileFormatException(name + " of a profile must be a whole number");
    }
    return parser.getLongValue();
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** Writes a profile. */
  public static Buffer encode(Profile profile) {
    var bytes = new ByteArrayOutputStream(128);
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("id", profile.id());
      out.writeArrayFieldStart("segments");
      for (String segment : profile.segments()) {
        out.writeString(segment);
      }
      out.writeEndArray();
      out.writeStringField("country", profile.country());
      out.writeNumberField("seq", profile.sequence());
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory refused a write", e);
    }
    return Buffer.buffer(bytes.toByteArray());
  }
}
