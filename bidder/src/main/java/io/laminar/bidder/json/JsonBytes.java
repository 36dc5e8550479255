package io.laminar.bidder.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The words of JSON (RFC 8259) in UTF-8, found in an array of bytes: where a string, number or
 * literal ends, whether it is well formed, and what it says.
 *
 * <p>Behind the text stand zeros, which are allowed nowhere in JSON, so that no step has to look
 * whether the text is over. Strings are passed over eight bytes at a time: a mask tells the first
 * of the eight that needs a closer look (H. Warren, "Hacker's Delight", 6-1). Kept and filled
 * again; not thread-safe.
 */
public final class JsonBytes {

  /** Longer texts are refused where they are used. */
  public static final int MAX_TEXT_CHARS = 256 * 1024;

  /** Numbers of more digits are refused. */
  public static final int MAX_NUMBER_CHARS = 64;

  /** Instead of a number that is too long to be read without a text in between. */
  public static final long LONG_NUMBER = Long.MIN_VALUE;

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** As many zeros as the widest step reads at once. */
  private static final int ZEROS = ShortTexts.LONGEST + Long.BYTES;

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHS = ONES << 7;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long BLANKS = ONES * ' ';

  private final Refusal refusal;
  private byte[] bytes = new byte[4 * 1024];
  private int end;
  private boolean plain;
  private boolean whole;
  private char[] chars = new char[256];

  /**
   * @param refusal what is thrown by whoever finds what is not allowed
   */
  public JsonBytes(Refusal refusal) {
    this.refusal = refusal;
  }

  /** Makes room for a text of so many bytes; they are to be written from index 0 on. */
  public byte[] room(int length) {
    if (bytes.length < length + ZEROS) {
      bytes = new byte[Math.max(length + ZEROS, bytes.length * 2)];
    }
    end = length;
    Arrays.fill(bytes, length, length + ZEROS, (byte) 0);
    return bytes;
  }

  /** The byte at a place; 0 behind the text. */
  public byte at(int i) {
    return bytes[i];
  }

  /** True if the text ends before this place. */
  boolean isEnd(int i) {
    return i >= end;
  }

  /** True if the last string was ASCII without escapes. */
  boolean isPlain() {
    return plain;
  }

  /** True if the last number had neither fraction nor exponent. */
  boolean isWhole() {
    return whole;
  }

  /** The next place from here on that is not blank. */
  int afterBlanks(int from) {
    int i = from;
    while (true) {
      byte b = bytes[i];
      if (b > ' ' || b < 0) {
        return i;
      }
      if (b == ' ') {
        long others = (long) EIGHT.get(bytes, i) ^ BLANKS;
        i += others == 0 ? Long.BYTES : Long.numberOfTrailingZeros(others) >>> 3;
      } else if (b == '\n' || b == '\r' || b == '\t') {
        i++;
      } else {
        return i;
      }
    }
  }

  /**
   * The place of the quote that ends a string.
   *
   * @param from behind the quote that begins it
   */
  int endOfString(int from) {
    plain = true;
    int i = from;
    while (true) {
      long special = special((long) EIGHT.get(bytes, i));
      if (special == 0) {
        i += Long.BYTES;
        continue;
      }
      i += Long.numberOfTrailingZeros(special) >>> 3;
      byte b = bytes[i];
      if (b == '"') {
        return i;
      }
      plain = false;
      i = b == '\\' ? afterEscape(i) : b < 0 ? afterMultibyte(i) : wrongInString(i);
    }
  }

  /** Marks quotes, backslashes, controls and what is not ASCII; the lowest mark is exact. */
  private static long special(long eight) {
    long quotes = eight ^ QUOTES;
    long backslashes = eight ^ BACKSLASHES;
    return ((quotes - ONES) & ~quotes
            | (backslashes - ONES) & ~backslashes
            | (eight - BLANKS) & ~eight
            | eight)
        & HIGHS;
  }

  private int afterEscape(int at) {
    switch (bytes[at + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return at + 2;
      }
      case 'u' -> {
        for (int i = at + 2; i < at + 6; i++) {
          if (Character.digit(bytes[i], 16) < 0) {
            throw wrong(i, "a hexadecimal digit is due");
          }
        }
        return at + 6;
      }
      default -> throw wrong(at + 1, "there is no such escape");
    }
  }

  private int afterMultibyte(int at) {
    int more = moreBytes(bytes[at]);
    if (more < 0) {
      throw notJson(at, "Invalid UTF-8 start byte");
    }
    for (int i = at + 1; i <= at + more; i++) {
      if ((bytes[i] & 0xc0) != 0x80) {
        throw isEnd(i) ? ended() : notJson(i, "Invalid UTF-8 middle byte");
      }
    }
    return at + more + 1;
  }

  private static int moreBytes(byte first) {
    return (first & 0xe0) == 0xc0
        ? 1
        : (first & 0xf0) == 0xe0 ? 2 : (first & 0xf8) == 0xf0 ? 3 : -1;
  }

  private int wrongInString(int at) {
    throw wrong(at, "a control character must be escaped");
  }

  /** The place behind a number. */
  int endOfNumber(int from) {
    int first = bytes[from] == '-' ? from + 1 : from;
    int i = afterDigits(first);
    if (bytes[first] == '0' && i > first + 1) {
      throw wrong(first, "a number must not begin with a zero");
    }
    int digits = i - first;
    whole = true;
    if (bytes[i] == '.') {
      whole = false;
      digits -= i + 1;
      i = afterDigits(i + 1);
      digits += i;
    }
    if (bytes[i] == 'e' || bytes[i] == 'E') {
      whole = false;
      i += bytes[i + 1] == '-' || bytes[i + 1] == '+' ? 2 : 1;
      digits -= i;
      i = afterDigits(i);
      digits += i;
    }
    if (digits > MAX_NUMBER_CHARS) {
      throw tooLarge("a number of " + digits + " digits");
    }
    return i;
  }

  private int afterDigits(int from) {
    int i = from;
    while (bytes[i] >= '0' && bytes[i] <= '9') {
      i++;
    }
    if (i == from) {
      throw wrong(i, "a digit is due");
    }
    return i;
  }

  /** The place behind a literal that must stand here. */
  int endOfLiteral(int from, byte[] literal) {
    for (int i = 0; i < literal.length; i++) {
      if (bytes[from + i] != literal[i]) {
        throw wrong(from + i, "it is no value");
      }
    }
    return from + literal.length;
  }

  /** A whole number of up to nine digits, or {@link #LONG_NUMBER}. */
  public long shortNumber(int from, int to) {
    int i = bytes[from] == '-' ? from + 1 : from;
    if (to - i > 9) {
      return LONG_NUMBER;
    }
    long value = 0;
    for (; i < to; i++) {
      value = value * 10 + (bytes[i] - '0');
    }
    return bytes[from] == '-' ? -value : value;
  }

  /** A short text in ASCII, which is known already if it came before. */
  public ShortTexts.Text shortText(ShortTexts texts, int from, int to) {
    return texts.find(
        (long) EIGHT.get(bytes, from), (long) EIGHT.get(bytes, from + Long.BYTES), to - from);
  }

  /** A plain text of any length. */
  public String ascii(int from, int to) {
    checkLength(to - from);
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** A text with escapes or characters that are not ASCII. */
  public String decoded(int from, int to) {
    int length = 0;
    if (chars.length < to - from) {
      chars = new char[Math.max(to - from, chars.length * 2)];
    }
    for (int i = from; i < to; ) {
      byte b = bytes[i];
      if (b == '\\') {
        chars[length++] = escaped(i);
        i += bytes[i + 1] == 'u' ? 6 : 2;
      } else if (b >= 0) {
        chars[length++] = (char) b;
        i++;
      } else {
        length = decodeMultibyte(i, length);
        i += moreBytes(b) + 1;
      }
    }
    checkLength(length);
    return new String(chars, 0, length);
  }

  private int decodeMultibyte(int at, int length) {
    byte b = bytes[at];
    int next = length;
    switch (moreBytes(b)) {
      case 1 -> chars[next++] = (char) ((b & 0x1f) << 6 | bytes[at + 1] & 0x3f);
      case 2 ->
          chars[next++] =
              (char) ((b & 0x0f) << 12 | (bytes[at + 1] & 0x3f) << 6 | bytes[at + 2] & 0x3f);
      default -> {
        int above =
            ((b & 0x07) << 18
                    | (bytes[at + 1] & 0x3f) << 12
                    | (bytes[at + 2] & 0x3f) << 6
                    | bytes[at + 3] & 0x3f)
                - 0x10000;
        chars[next++] = (char) (0xd800 | above >> 10);
        chars[next++] = (char) (0xdc00 | above & 0x3ff);
      }
    }
    return next;
  }

  private char escaped(int at) {
    return switch (bytes[at + 1]) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = at + 2; i < at + 6; i++) {
          code = code << 4 | Character.digit(bytes[i], 16);
        }
        yield (char) code;
      }
      default -> (char) bytes[at + 1];
    };
  }

  private void checkLength(int length) {
    if (length > MAX_TEXT_CHARS) {
      throw tooLarge("a text of " + length + " characters");
    }
  }

  /** Fills this with what a string of other bytes says, to be read as JSON itself. */
  public void unescape(JsonBytes other, int from, int to, boolean plainText) {
    if (plainText) {
      checkLength(to - from);
      System.arraycopy(other.bytes, from, room(to - from), 0, to - from);
    } else {
      byte[] utf8 = other.decoded(from, to).getBytes(StandardCharsets.UTF_8);
      System.arraycopy(utf8, 0, room(utf8.length), 0, utf8.length);
    }
  }

  /** A refusal because of what stands here, or because nothing does. */
  RuntimeException wrong(int at, String why) {
    return isEnd(at) ? ended() : notJson(at, JsonProblems.named(bytes[at]) + ": " + why);
  }

  private RuntimeException ended() {
    return notJson(end, "Unexpected end-of-input");
  }

  /** A refusal of what is more than is allowed. */
  RuntimeException tooLarge(String what) {
    return refusal.because(false, JsonProblems.tooLarge(what));
  }

  private RuntimeException notJson(int at, String why) {
    return refusal.because(true, JsonProblems.notJson(at, why));
  }
}
