package io.laminar.migration.proxy.resp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A command and its arguments, as they came: one array of bytes each. Immutable by convention. */
public final class Request {

  private final List<byte[]> words;
  private final int bytes;
  private String name;

  /**
   * @param words the command's name, then its arguments; 1 or more; not copied
   */
  public Request(List<byte[]> words) {
    int total = 0;
    for (byte[] word : words) {
      total += word.length;
    }
    this.words = words;
    this.bytes = total;
  }

  /** A request of these texts. */
  public static Request of(String... words) {
    return new Request(
        List.of(words).stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toList());
  }

  /** The command's name in upper case. */
  public String name() {
    if (name == null) {
      name = text(0).toUpperCase(Locale.ROOT);
    }
    return name;
  }

  /** How many words there are, the name included. */
  public int size() {
    return words.size();
  }

  /** A word as it came; 0 is the name. Not to be changed. */
  public byte[] word(int index) {
    return words.get(index);
  }

  /** A word as text; bytes that are no UTF-8 are replaced, so this is for names and messages. */
  public String text(int index) {
    return new String(words.get(index), StandardCharsets.UTF_8);
  }

  /** The sum of the words' lengths. */
  public int bytes() {
    return bytes;
  }
}
