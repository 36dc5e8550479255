package io.laminar.bidder.openrtb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads JSON token by token and forgives what senders commonly get wrong: a number in quotes, one
 * value where a list is due, an empty list for an empty object, null for nothing. What it cannot
 * forgive it refuses with the place and what is allowed. Not thread-safe.
 */
final class JsonReader implements AutoCloseable {

  /** Deeper input is refused; the deepest real request seen has 12 levels. */
  static final int MAX_DEPTH = 64;

  /** Longer lists are refused; blocked domains are sent by the thousand. */
  static final int MAX_ELEMENTS = 10_000;

  static final int MAX_TEXT_CHARS = 256 * 1024;
  static final int MAX_NUMBER_CHARS = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_TEXT_CHARS)
                  .maxNumberLength(MAX_NUMBER_CHARS)
                  .maxNameLength(1_000)
                  .build())
          // Names come from strangers: interned, they would fill a table that lives for ever.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final JsonParser parser;
  private final String where;

  private JsonReader(JsonParser parser, String where) {
    this.parser = parser;
    this.where = where;
  }

  /** Stands on the first token. */
  static JsonReader of(byte[] bytes) throws IOException {
    var reader = new JsonReader(FACTORY.createParser(bytes), "");
    reader.parser.nextToken();
    return reader;
  }

  /**
   * Stands on the first token of JSON that was inside a string.
   *
   * @param where the place of that string, put before the places in it
   */
  static JsonReader of(String text, String where) throws IOException {
    var reader = new JsonReader(FACTORY.createParser(text), where);
    reader.parser.nextToken();
    return reader;
  }

  /** Gives the buffers back. */
  @Override
  public void close() throws IOException {
    parser.close();
  }

  JsonToken token() {
    return parser.currentToken();
  }

  boolean isObject() {
    return token() == JsonToken.START_OBJECT;
  }

  /** The next token, or null at the end. */
  JsonToken next() throws IOException {
    return parser.nextToken();
  }

  /**
   * Enters an object.
   *
   * @return false if there is none: null, or an empty list, as some languages write an empty object
   */
  boolean enterObject() throws IOException {
    return switch (token()) {
      case START_OBJECT -> true;
      case VALUE_NULL -> false;
      case START_ARRAY -> {
        if (parser.nextToken() != JsonToken.END_ARRAY) {
          throw wrong("must be an object");
        }
        yield false;
      }
      default -> throw wrong("must be an object");
    };
  }

  /** Enters an object; anything else is left out: for what does not matter enough to refuse. */
  boolean enterObjectIfAny() throws IOException {
    if (token() == JsonToken.START_OBJECT) {
      return true;
    }
    skip();
    return false;
  }

  /** Steps to the next member's value; answers its name, or null at the object's end. */
  String nextMember() throws IOException {
    String name = parser.nextFieldName();
    if (name != null) {
      parser.nextToken();
    }
    return name;
  }

  /** Leaves out the value, whatever it is. */
  void skip() throws IOException {
    parser.skipChildren();
  }

  /** A text; a number is taken as it is written; empty for null. */
  String text() throws IOException {
    return switch (token()) {
      case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getText();
      case VALUE_NULL -> "";
      default -> throw wrong("must be a string");
    };
  }

  /** A text, or empty if it is anything else: for what does not matter enough to refuse. */
  String textOrEmpty() throws IOException {
    if (token().isScalarValue()) {
      return token() == JsonToken.VALUE_NULL ? "" : parser.getText();
    }
    skip();
    return "";
  }

  /** A text in lower case without blanks around it, or empty if it is anything else. */
  String lowerOrEmpty() throws IOException {
    return textOrEmpty().trim().toLowerCase(Locale.ROOT);
  }

  /** The host of a URL in lower case, or empty if it is none. */
  String hostOrEmpty() throws IOException {
    String url = textOrEmpty();
    int from = url.indexOf("://") + 3;
    if (from < 3) {
      return "";
    }
    int end = from;
    while (end < url.length() && "/:?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return url.substring(from, end).toLowerCase(Locale.ROOT);
  }

  /** A whole number, also in quotes or with a fraction of zero. */
  int integer(int whenAbsent) throws IOException {
    return switch (token()) {
      case VALUE_NULL -> whenAbsent;
      // nearly all of them: without a text and a double in between
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == NumberType.INT && parser.getIntValue() != Integer.MIN_VALUE
              ? parser.getIntValue()
              : parseInteger(whenAbsent);
      case VALUE_NUMBER_FLOAT, VALUE_STRING -> parseInteger(whenAbsent);
      default -> throw wrong("must be a whole number");
    };
  }

  /** A whole number, or this if it is anything else: for what does not matter enough to refuse. */
  int integerOr(int whenUnclear) throws IOException {
    switch (token()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING -> {
        double value = decimalOrNan();
        return value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE
            ? (int) value
            : whenUnclear;
      }
      default -> {
        skip();
        return whenUnclear;
      }
    }
  }

  /** Degrees in millionths, or {@link Geo#UNKNOWN_NUMBER} if it is no number in {@code ±most}. */
  int microDegrees(int most) throws IOException {
    double value = token().isScalarValue() ? decimalOrNan() : Double.NaN;
    skip();
    return Math.abs(value) <= most ? (int) Math.round(value * 1e6) : Geo.UNKNOWN_NUMBER;
  }

  /** The number, also in quotes; no exception is made of what is none, since much of it comes. */
  private double decimalOrNan() throws IOException {
    if (token() == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == NumberType.INT) {
      return parser.getIntValue();
    }
    String text = parser.getText();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return Double.NaN;
      }
    }
    try {
      return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN; // such as "1.2.3"
    }
  }

  private int parseInteger(int whenAbsent) throws IOException {
    String text = parser.getText();
    if (text.isEmpty()) {
      return whenAbsent;
    }
    try {
      double value = Double.parseDouble(text);
      if (value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE) {
        return (int) value;
      }
    } catch (NumberFormatException e) {
      throw wrong("must be a whole number, was " + JsonProblems.quoted(text));
    }
    throw wrong("must be a whole number of 32 bits, was " + JsonProblems.quoted(text));
  }

  /** Anything but 0, false, nothing: for signals that protect somebody. */
  boolean isSetOrUnclear() throws IOException {
    return switch (token()) {
      case VALUE_NULL, VALUE_FALSE -> false;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING -> {
        String text = parser.getText().trim();
        yield !text.isEmpty() && !text.equals("0") && !text.equals("false");
      }
      default -> {
        skip();
        yield true;
      }
    };
  }

  /** 1 or true, also in quotes. */
  boolean isSet() throws IOException {
    String text = textOrEmpty();
    return text.equals("1") || text.equals("true");
  }

  /** Calls the step on each element; one value without brackets is a list of one. */
  void each(Step element) throws IOException {
    if (token() == JsonToken.VALUE_NULL) {
      return;
    }
    if (token() != JsonToken.START_ARRAY) {
      element.read();
      return;
    }
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (++count > MAX_ELEMENTS) {
        throw wrong("is one too many; allowed in a list are " + MAX_ELEMENTS);
      }
      element.read();
    }
  }

  /** What is done for one element. */
  interface Step {
    void read() throws IOException;
  }

  /** All texts of a list. */
  List<String> texts() throws IOException {
    return texts(0);
  }

  /** All texts of a list in lower case, without blanks around them. */
  List<String> lowerTexts() throws IOException {
    return texts(-1);
  }

  /** All texts of a list in upper case, without blanks around them. */
  List<String> upperTexts() throws IOException {
    return texts(1);
  }

  private List<String> texts(int letterCase) throws IOException {
    List<String> texts = new ArrayList<>();
    each(
        () -> {
          String text = text();
          if (letterCase != 0) {
            text = text.trim();
            text = letterCase < 0 ? text.toLowerCase(Locale.ROOT) : text.toUpperCase(Locale.ROOT);
          }
          if (!text.isEmpty()) {
            texts.add(text);
          }
        });
    return texts.isEmpty() ? List.of() : texts;
  }

  /** All whole numbers of a list. */
  List<Integer> integers() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    each(
        () -> {
          if (token() != JsonToken.VALUE_NULL) {
            numbers.add(integer(0));
          }
        });
    return numbers.isEmpty() ? List.of() : numbers;
  }

  /** A price of a thousand impressions in millionths, rounded up; 0 for null. */
  long cpmMicros() throws IOException {
    return switch (token()) {
      case VALUE_NULL -> 0;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING -> {
        String text = parser.getText();
        long micros = Money.microsRoundedUp(text);
        if (micros < 0) {
          throw wrong(
              "must be a number in 0.." + Money.MAX_UNITS + ", was " + JsonProblems.quoted(text));
        }
        yield micros;
      }
      default -> throw wrong("must be a number in 0.." + Money.MAX_UNITS);
    };
  }

  /** A refusal that names the place where the reader stands. */
  InvalidRequestException wrong(String allowed) {
    return new InvalidRequestException(place() + ' ' + allowed);
  }

  /** The place such as {@code imp[1].banner.w}; {@code the body} at the root. */
  String place() {
    var place = new StringBuilder();
    JsonStreamContext context = parser.getParsingContext();
    // At an opening bracket the context is already what is inside.
    JsonProblems.appendPlace(
        place, token() == JsonToken.START_ARRAY ? context.getParent() : context);
    if (place.isEmpty()) {
      return where.isEmpty() ? "the body" : where;
    }
    return where.isEmpty() ? place.toString() : where + ": " + place;
  }
}
