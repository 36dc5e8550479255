package io.laminar.bidder.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.laminar.bidder.json.JsonBytes;
import io.laminar.bidder.json.JsonTokens;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Profiles as Jackson reads them: what {@link ProfileReader} is held against. */
public final class JacksonProfiles {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(JsonTokens.MAX_DEPTH)
                  .maxStringLength(JsonBytes.MAX_TEXT_CHARS)
                  .maxNumberLength(JsonBytes.MAX_NUMBER_CHARS)
                  .maxNameLength(1_000)
                  .build())
          .build();

  private JacksonProfiles() {}

  /** Reads a profile. */
  public static Profile read(Buffer value) {
    try (JsonParser parser = FACTORY.createParser(value.getBytes())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new ProfileFormatException("a profile must be a JSON object");
      }
      return members(parser);
    } catch (IOException e) {
      throw new ProfileFormatException("a profile must be JSON in UTF-8: " + e.getMessage());
    }
  }

  private static Profile members(JsonParser parser) throws IOException {
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
}
