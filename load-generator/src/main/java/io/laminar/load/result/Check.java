package io.laminar.load.result;

/**
 * Something that was asked for, and whether it was so.
 *
 * @param wanted in words, such as {@code p99 <= 20 ms}
 * @param seen in words
 */
public record Check(String wanted, String seen, boolean held) {

  @Override
  public String toString() {
    return (held ? "held    " : "MISSED  ") + wanted + ": " + seen;
  }
}
