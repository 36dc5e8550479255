package io.laminar.bidder.json;

import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;

/**
 * Steps through JSON value by value, straight on its bytes, and leaves out what nobody reads
 * without making anything of it; all of it is checked all the same. Accepts what Jackson does in
 * its default settings, within the same limits, but UTF-8 only. Kept and filled again; not
 * thread-safe.
 */
public final class JsonTokens {

  /** Deeper input is refused; the deepest real request seen has 12 levels. */
  public static final int MAX_DEPTH = 64;

  private static final int MAX_NAME_BYTES = 1_000;
  private static final int NAMES = 1_024;

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private final JsonBytes in;
  private final ShortTexts names = new ShortTexts(NAMES);
  private int at;
  private JsonToken token;
  private int from;
  private int to;
  private boolean plain;
  private boolean whole;

  private final boolean[] isObject = new boolean[MAX_DEPTH + 1];
  private final int[] membersSoFar = new int[MAX_DEPTH + 1];
  private final String[] nameAtDepth = new String[MAX_DEPTH + 1];
  private int depth;

  /**
   * @param in filled by whoever reads
   */
  public JsonTokens(JsonBytes in) {
    this.in = in;
  }

  /** Goes to the first value of what the bytes hold now; the token is null if there is none. */
  public void begin() {
    depth = 0;
    membersSoFar[0] = 0;
    nameAtDepth[0] = null;
    token = null;
    at = in.afterBlanks(afterMark());
    if (!in.isEnd(at)) {
      readValue(at);
    }
  }

  /** RFC 8259, 8.1: a byte order mark should not be there and may be ignored. */
  private int afterMark() {
    return in.at(0) == (byte) 0xef && in.at(1) == (byte) 0xbb && in.at(2) == (byte) 0xbf ? 3 : 0;
  }

  /** What stands here; after a step out of brackets, their end. */
  public JsonToken token() {
    return token;
  }

  /** True if nothing follows the root. */
  public boolean isAtEnd() {
    return in.isEnd(in.afterBlanks(at));
  }

  /** Where the text of the value begins. */
  public int from() {
    return from;
  }

  /** Where it ends. */
  public int to() {
    return to;
  }

  /** True if the value is a string in ASCII without escapes, a number or a literal. */
  public boolean isPlain() {
    return plain;
  }

  /** True if the value is a number with neither fraction nor exponent. */
  public boolean isWhole() {
    return whole;
  }

  /** Steps to the next member's value; answers its name, or null at the object's end. */
  public String nextMember() {
    int i = in.afterBlanks(at);
    if (in.at(i) == '}') {
      leave(i, JsonToken.END_OBJECT);
      return null;
    }
    if (membersSoFar[depth]++ > 0) {
      i = after(i, ',', "a comma or closing brace is due");
    }
    expect(i, '"', "a name in quotes is due");
    int end = in.endOfString(i + 1);
    String name = name(i + 1, end);
    nameAtDepth[depth] = name;
    readValue(after(in.afterBlanks(end + 1), ':', "a colon is due"));
    return name;
  }

  /** Steps to the next element; false at the list's end. */
  public boolean nextElement() {
    int i = in.afterBlanks(at);
    if (in.at(i) == ']') {
      leave(i, JsonToken.END_ARRAY);
      return false;
    }
    if (membersSoFar[depth]++ > 0) {
      i = after(i, ',', "a comma or closing bracket is due");
    }
    readValue(i);
    return true;
  }

  /** Leaves out the value, whatever it is. */
  public void skip() {
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      JsonToken end = token == JsonToken.START_OBJECT ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
      at = afterNested(at);
      depth--;
      token = end;
    }
  }

  /** The place behind the end of the brackets that were entered last. */
  private int afterNested(int begin) {
    int level = depth;
    boolean isFirst = true;
    int i = begin;
    while (level >= depth) {
      i = in.afterBlanks(i);
      if (in.at(i) == (isObject[level] ? '}' : ']')) {
        level--;
        isFirst = false;
        i++;
        continue;
      }
      if (!isFirst) {
        i = after(i, ',', "a comma or closing bracket is due");
      }
      if (isObject[level]) {
        i = afterName(i);
      }
      byte b = in.at(i);
      isFirst = b == '{' || b == '[';
      if (isFirst) {
        isObject[checked(++level)] = b == '{';
        i++;
      } else {
        i = b == '"' ? in.endOfString(i + 1) + 1 : endOfOther(i);
      }
    }
    return i;
  }

  private int afterName(int begin) {
    expect(begin, '"', "a name in quotes is due");
    int end = in.endOfString(begin + 1);
    checkName(end - begin - 1);
    return after(in.afterBlanks(end + 1), ':', "a colon is due");
  }

  /** The place of what follows a sign that must stand here. */
  private int after(int i, char due, String why) {
    expect(i, due, why);
    return in.afterBlanks(i + 1);
  }

  private void expect(int i, char due, String why) {
    if (in.at(i) != due) {
      throw in.wrong(i, why);
    }
  }

  private void readValue(int i) {
    switch (in.at(i)) {
      case '"' -> {
        from = i + 1;
        to = in.endOfString(from);
        plain = in.isPlain();
        at = to + 1;
        token = JsonToken.VALUE_STRING;
      }
      case '{' -> enter(i, true);
      case '[' -> enter(i, false);
      default -> {
        from = i;
        to = endOfOther(i);
        plain = true;
        at = to;
      }
    }
  }

  /** The place behind a number or literal; the token is what it is. */
  private int endOfOther(int i) {
    return switch (in.at(i)) {
      case 't' -> literal(i, TRUE, JsonToken.VALUE_TRUE);
      case 'f' -> literal(i, FALSE, JsonToken.VALUE_FALSE);
      case 'n' -> literal(i, NULL, JsonToken.VALUE_NULL);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        int end = in.endOfNumber(i);
        whole = in.isWhole();
        token = whole ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_NUMBER_FLOAT;
        yield end;
      }
      default -> throw in.wrong(i, "it is no value");
    };
  }

  private int literal(int i, byte[] literal, JsonToken which) {
    token = which;
    return in.endOfLiteral(i, literal);
  }

  private void enter(int i, boolean object) {
    depth = checked(depth + 1);
    isObject[depth] = object;
    membersSoFar[depth] = 0;
    nameAtDepth[depth] = null;
    at = i + 1;
    token = object ? JsonToken.START_OBJECT : JsonToken.START_ARRAY;
  }

  private void leave(int i, JsonToken end) {
    depth--;
    at = i + 1;
    token = end;
  }

  private int checked(int level) {
    if (level > MAX_DEPTH) {
      throw in.tooLarge("more levels of brackets");
    }
    return level;
  }

  private String name(int begin, int end) {
    checkName(end - begin);
    if (!in.isPlain()) {
      return in.decoded(begin, end);
    }
    return end - begin <= ShortTexts.LONGEST
        ? in.shortText(names, begin, end).constant()
        : in.ascii(begin, end);
  }

  private void checkName(int length) {
    if (length > MAX_NAME_BYTES) {
      throw in.tooLarge("a name of " + length + " bytes");
    }
  }

  /** Appends the place such as {@code imp[1].banner.w}; nothing at the root. */
  public void appendPlace(StringBuilder place) {
    // At an opening bracket the depth is already what is inside.
    int last = token == JsonToken.START_ARRAY ? depth - 1 : depth;
    for (int level = 1; level <= last; level++) {
      if (!isObject[level]) {
        place.append('[').append(Math.max(0, membersSoFar[level] - 1)).append(']');
      } else if (nameAtDepth[level] != null) {
        place.append(place.isEmpty() ? "" : ".").append(JsonProblems.shortened(nameAtDepth[level]));
      }
    }
  }
}
