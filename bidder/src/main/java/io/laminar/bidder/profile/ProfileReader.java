package io.laminar.bidder.profile;

import com.fasterxml.jackson.core.JsonToken;
import io.laminar.bidder.json.JsonBytes;
import io.laminar.bidder.json.JsonTokens;
import io.laminar.bidder.json.ShortTexts;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;

/**
 * Reads profiles ({@link ProfileCodec} tells their form), straight from their bytes and into texts
 * that came before, where these are short: names of segments come again and again.
 *
 * <p>What follows the object is not looked at. Limits on depth, texts and numbers are those of a
 * bid request. Keeps its room; not thread-safe: one per event loop.
 */
public final class ProfileReader {

  private static final int TEXTS = 4_096;

  private final JsonBytes bytes =
      new JsonBytes(
          (notJson, why) -> new ProfileFormatException("a profile must be JSON in UTF-8: " + why));
  private final JsonTokens tokens = new JsonTokens(bytes);
  private final ShortTexts texts = new ShortTexts(TEXTS);
  private String[] found = new String[64];

  /**
   * Reads a profile, of whose bytes nothing is kept.
   *
   * @throws ProfileFormatException if the value is not one
   */
  public Profile read(Buffer value) {
    value.getBytes(0, value.length(), bytes.room(value.length()), 0);
    tokens.begin();
    if (tokens.token() != JsonToken.START_OBJECT) {
      throw new ProfileFormatException("a profile must be a JSON object");
    }
    return readMembers();
  }

  private Profile readMembers() {
    String id = "";
    List<String> segments = List.of();
    String country = "";
    long sequence = 0;
    for (String name = tokens.nextMember(); name != null; name = tokens.nextMember()) {
      switch (name) {
        case "id" -> id = text(name);
        case "segments" -> segments = texts(name);
        case "country" -> country = text(name);
        case "seq" -> sequence = number(name);
        default -> tokens.skip();
      }
    }
    if (id.isEmpty()) {
      throw new ProfileFormatException("a profile must have an id");
    }
    return new Profile(id, segments, country, sequence);
  }

  private String text(String name) {
    if (tokens.token() == JsonToken.VALUE_NULL) {
      return "";
    }
    if (tokens.token() != JsonToken.VALUE_STRING) {
      throw new ProfileFormatException(name + " of a profile must be a string");
    }
    int from = tokens.from();
    int to = tokens.to();
    if (!tokens.isPlain()) {
      return bytes.decoded(from, to);
    }
    return to - from <= ShortTexts.LONGEST && !name.equals("id")
        ? bytes.shortText(texts, from, to).asIs()
        : bytes.ascii(from, to);
  }

  private List<String> texts(String name) {
    if (tokens.token() != JsonToken.START_ARRAY) {
      throw new ProfileFormatException(name + " of a profile must be a list of strings");
    }
    int count = 0;
    while (tokens.nextElement()) {
      if (count == found.length) {
        found = Arrays.copyOf(found, 2 * count);
      }
      found[count++] = text(name);
    }
    return List.of(Arrays.copyOf(found, count));
  }

  private long number(String name) {
    if (tokens.token() != JsonToken.VALUE_NUMBER_INT) {
      throw new ProfileFormatException(name + " of a profile must be a whole number");
    }
    long number = bytes.shortNumber(tokens.from(), tokens.to());
    return number == JsonBytes.LONG_NUMBER ? longNumber(name) : number;
  }

  private long longNumber(String name) {
    try {
      return Long.parseLong(bytes.ascii(tokens.from(), tokens.to()));
    } catch (NumberFormatException e) {
      throw new ProfileFormatException(
          "a profile must be JSON in UTF-8: " + name + " must be a number of 64 bits");
    }
  }
}
