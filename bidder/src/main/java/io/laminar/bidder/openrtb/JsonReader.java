package io.laminar.bidder.openrtb;

import com.fasterxml.jackson.core.JsonToken;
import io.laminar.bidder.json.JsonBytes;
import io.laminar.bidder.json.JsonProblems;
import io.laminar.bidder.json.JsonTokens;
import io.laminar.bidder.json.ShortTexts;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads JSON value by value and forgives what senders commonly get wrong: a number in quotes, one
 * value where a list is due, an empty list for an empty object, null for nothing. What it cannot
 * forgive it refuses with the place and what is allowed. Kept and used again for one text after the
 * other; not thread-safe.
 */
final class JsonReader {

  /** Longer lists are refused; blocked domains are sent by the thousand. */
  static final int MAX_ELEMENTS = 10_000;

  private static final int TEXTS = 1_024;

  private final JsonBytes bytes = new JsonBytes(JsonReader::refusal);
  private final JsonTokens tokens = new JsonTokens(bytes);
  private final ShortTexts texts = new ShortTexts(TEXTS);
  private JsonReader inner;

  private static InvalidRequestException refusal(boolean notJson, String why) {
    return new InvalidRequestException(
        notJson ? why + "; the body must be one OpenRTB 2.x bid request in UTF-8" : why);
  }

  /** Goes to the first value of a text, of which it takes a copy. */
  void begin(Buffer text) {
    text.getBytes(0, text.length(), bytes.room(text.length()), 0);
    tokens.begin();
  }

  /** Another reader, on the first value of the JSON that this string holds; one at a time. */
  JsonReader beginInner() {
    if (inner == null) {
      inner = new JsonReader();
    }
    inner.bytes.unescape(bytes, tokens.from(), tokens.to(), tokens.isPlain());
    inner.tokens.begin();
    return inner;
  }

  JsonToken token() {
    return tokens.token();
  }

  boolean isObject() {
    return token() == JsonToken.START_OBJECT;
  }

  /** True if nothing follows the root. */
  boolean isAtEnd() {
    return tokens.isAtEnd();
  }

  /**
   * Enters an object.
   *
   * @return false if there is none: null, or an empty list, as some languages write an empty object
   */
  boolean enterObject() {
    return switch (token()) {
      case START_OBJECT -> true;
      case VALUE_NULL -> false;
      case START_ARRAY -> {
        if (tokens.nextElement()) {
          throw wrong("must be an object");
        }
        yield false;
      }
      default -> throw wrong("must be an object");
    };
  }

  /** Enters an object; anything else is left out: for what does not matter enough to refuse. */
  boolean enterObjectIfAny() {
    if (token() == JsonToken.START_OBJECT) {
      return true;
    }
    skip();
    return false;
  }

  /** Steps to the next member's value; answers its name, or null at the object's end. */
  String nextMember() {
    return tokens.nextMember();
  }

  /** Steps to the next element of a list; false at its end. */
  boolean nextElement() {
    return tokens.nextElement();
  }

  /** Leaves out the value, whatever it is. */
  void skip() {
    tokens.skip();
  }

  /** A text; a number is taken as it is written; empty for null. */
  String text() {
    return switch (token()) {
      case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> written();
      case VALUE_NULL -> "";
      default -> throw wrong("must be a string");
    };
  }

  /** A text, or empty if it is anything else: for what does not matter enough to refuse. */
  String textOrEmpty() {
    if (token().isScalarValue()) {
      return token() == JsonToken.VALUE_NULL ? "" : written();
    }
    skip();
    return "";
  }

  /** A text or empty, one of few that come again and again. */
  String wordOrEmpty() {
    return token() == JsonToken.VALUE_STRING && isShort() ? shortText().asIs() : textOrEmpty();
  }

  /** A text in lower case without blanks around it, or empty if it is anything else. */
  String lowerOrEmpty() {
    return isShort() && token() != JsonToken.VALUE_NULL
        ? shortText().lower()
        : textOrEmpty().trim().toLowerCase(Locale.ROOT);
  }

  /** What is written here: a string, number or literal. */
  private String written() {
    return tokens.isPlain()
        ? bytes.ascii(tokens.from(), tokens.to())
        : bytes.decoded(tokens.from(), tokens.to());
  }

  private boolean isShort() {
    return token().isScalarValue()
        && tokens.isPlain()
        && tokens.to() - tokens.from() <= ShortTexts.LONGEST;
  }

  private ShortTexts.Text shortText() {
    return bytes.shortText(texts, tokens.from(), tokens.to());
  }

  /** The host of a URL in lower case, or empty if it is none. */
  String hostOrEmpty() {
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
  int integer(int whenAbsent) {
    return switch (token()) {
      case VALUE_NULL -> whenAbsent;
      // nearly all of them: without a text and a double in between
      case VALUE_NUMBER_INT -> {
        long number = bytes.shortNumber(tokens.from(), tokens.to());
        yield number == JsonBytes.LONG_NUMBER ? parseInteger(whenAbsent) : (int) number;
      }
      case VALUE_NUMBER_FLOAT, VALUE_STRING -> parseInteger(whenAbsent);
      default -> throw wrong("must be a whole number");
    };
  }

  /** A whole number, or this if it is anything else: for what does not matter enough to refuse. */
  int integerOr(int whenUnclear) {
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
  int microDegrees(int most) {
    double value = token().isScalarValue() ? decimalOrNan() : Double.NaN;
    skip();
    return Math.abs(value) <= most ? (int) Math.round(value * 1e6) : Geo.UNKNOWN_NUMBER;
  }

  /** The number, also in quotes; no exception is made of what is none, since much of it comes. */
  private double decimalOrNan() {
    if (token() == JsonToken.VALUE_NUMBER_INT) {
      long number = bytes.shortNumber(tokens.from(), tokens.to());
      if (number != JsonBytes.LONG_NUMBER) {
        return number;
      }
    }
    String text = written();
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

  private int parseInteger(int whenAbsent) {
    String text = written();
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

  /** The one character that is written here, if it is one; else 0. */
  private byte single() {
    return token().isScalarValue() && tokens.to() - tokens.from() == 1
        ? bytes.at(tokens.from())
        : 0;
  }

  /** Anything but 0, false, nothing: for signals that protect somebody. */
  boolean isSetOrUnclear() {
    return switch (token()) {
      case VALUE_NULL, VALUE_FALSE -> false;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING -> {
        if (single() == '0' || single() == '1') {
          yield single() == '1';
        }
        String text = written().trim();
        yield !text.isEmpty() && !text.equals("0") && !text.equals("false");
      }
      default -> {
        skip();
        yield true;
      }
    };
  }

  /** 1 or true, also in quotes. */
  boolean isSet() {
    if (single() == '0' || single() == '1') {
      return single() == '1';
    }
    String text = textOrEmpty();
    return text.equals("1") || text.equals("true");
  }

  /** Calls the step on each element; one value without brackets is a list of one. */
  void each(Step element) {
    if (token() == JsonToken.VALUE_NULL) {
      return;
    }
    if (token() != JsonToken.START_ARRAY) {
      element.read();
      return;
    }
    for (int count = 0; hasNext(count); count++) {
      element.read();
    }
  }

  /** Steps to the next element after so many. */
  private boolean hasNext(int count) {
    boolean isThere = tokens.nextElement();
    if (isThere && count == MAX_ELEMENTS) {
      throw wrong("is one too many; allowed in a list are " + MAX_ELEMENTS);
    }
    return isThere;
  }

  /** What is done for one element. */
  interface Step {
    void read();
  }

  /** All texts of a list. */
  List<String> texts() {
    return texts(0);
  }

  /** All texts of a list in lower case, without blanks around them. */
  List<String> lowerTexts() {
    return texts(-1);
  }

  /** All texts of a list in upper case, without blanks around them. */
  List<String> upperTexts() {
    return texts(1);
  }

  private List<String> texts(int letterCase) {
    if (token() != JsonToken.START_ARRAY) {
      String only = inCase(letterCase);
      return only.isEmpty() ? List.of() : List.of(only);
    }
    List<String> all = null;
    for (int count = 0; hasNext(count); count++) {
      String text = inCase(letterCase);
      if (!text.isEmpty()) {
        all = all == null ? new ArrayList<>(4) : all;
        all.add(text);
      }
    }
    return all == null ? List.of() : all;
  }

  private String inCase(int letterCase) {
    return letterCase == 0 ? text() : letterCase < 0 ? lowerText() : upperText();
  }

  /** A text in upper case without blanks around it. */
  String upperText() {
    return token() == JsonToken.VALUE_STRING && isShort()
        ? shortText().upper()
        : text().trim().toUpperCase(Locale.ROOT);
  }

  private String lowerText() {
    return token() == JsonToken.VALUE_STRING && isShort()
        ? shortText().lower()
        : text().trim().toLowerCase(Locale.ROOT);
  }

  /** All whole numbers of a list. */
  List<Integer> integers() {
    if (token() == JsonToken.VALUE_NULL) {
      return List.of();
    }
    if (token() != JsonToken.START_ARRAY) {
      return List.of(integer(0));
    }
    List<Integer> numbers = null;
    for (int count = 0; hasNext(count); count++) {
      if (token() != JsonToken.VALUE_NULL) {
        numbers = numbers == null ? new ArrayList<>(4) : numbers;
        numbers.add(integer(0));
      }
    }
    return numbers == null ? List.of() : numbers;
  }

  /** A price of a thousand impressions in millionths, rounded up; 0 for null. */
  long cpmMicros() {
    return switch (token()) {
      case VALUE_NULL -> 0;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING -> {
        String text = written();
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
  private String place() {
    var place = new StringBuilder();
    tokens.appendPlace(place);
    return place.isEmpty() ? "the body" : place.toString();
  }
}
