package io.laminar.bidder.notice;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * Text in ASCII that is put together, signed and read again, in room that is kept: a bid needs
 * three, and none of them may leave anything behind but the two that are sent. Not thread-safe.
 */
final class NoticeText {

  private byte[] bytes = new byte[512];
  private int length;

  /** Goes back to the first so many bytes. */
  NoticeText cutTo(int newLength) {
    length = newLength;
    return this;
  }

  int length() {
    return length;
  }

  /** Appends a text; what is not ASCII becomes a question mark. */
  NoticeText add(String text) {
    int count = text.length();
    reserve(count);
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      bytes[length + i] = (byte) (c < 0x80 ? c : '?');
    }
    length += count;
    return this;
  }

  NoticeText add(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /** Appends a number as {@link Long#toString(long)} writes it. */
  NoticeText add(long number) {
    if (number < 0) {
      return add(Long.toString(number)); // users' numbers alone, half of them
    }
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    reserve(digits);
    long rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  NoticeText add(byte[] ascii, int count) {
    reserve(count);
    System.arraycopy(ascii, 0, bytes, length, count);
    length += count;
    return this;
  }

  /** Appends {@code &name=value}, but nothing for an empty value. */
  NoticeText parameter(String name, String value) {
    return value.isEmpty() ? this : add('&').add(name).add('=').add(value);
  }

  /** Appends {@code &name=value}. */
  NoticeText parameter(String name, long value) {
    return add('&').add(name).add('=').add(value);
  }

  /** Makes a code hash all of it. */
  void update(Mac mac) {
    mac.update(bytes, 0, length);
  }

  /** From a place to the end. */
  String from(int begin) {
    return new String(bytes, begin, length - begin, StandardCharsets.ISO_8859_1);
  }

  private void reserve(int more) {
    if (bytes.length < length + more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
