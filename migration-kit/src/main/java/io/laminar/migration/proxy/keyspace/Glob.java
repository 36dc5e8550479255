package io.laminar.migration.proxy.keyspace;

import java.nio.charset.StandardCharsets;

/**
 * Redis's patterns over bytes: {@code *}, {@code ?}, {@code [a-z]}, {@code [^a]} and {@code \x}.
 * Time grows with the pattern's length times the text's, whatever the pattern. Immutable.
 */
public final class Glob {

  private final byte[] pattern;

  public Glob(byte[] pattern) {
    this.pattern = pattern.clone();
  }

  public boolean matches(String text) {
    return matches(text.getBytes(StandardCharsets.UTF_8));
  }

  boolean matches(byte[] text) {
    int p = 0;
    int t = 0;
    int starAt = -1; // the last star, and how much of the text it has taken
    int taken = 0;
    while (t < text.length) {
      int next = p < pattern.length && pattern[p] != '*' ? step(p, text[t]) : -1;
      if (next >= 0) {
        p = next;
        t++;
      } else if (p < pattern.length && pattern[p] == '*') {
        starAt = p++;
        taken = t;
      } else if (starAt >= 0) {
        p = starAt + 1;
        t = ++taken;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == '*') {
      p++;
    }
    return p == pattern.length;
  }

  /** Where the pattern goes on if its element at {@code p} takes the byte; else −1. */
  private int step(int p, byte b) {
    return switch (pattern[p]) {
      case '?' -> p + 1;
      case '[' -> oneOf(p, b);
      case '\\' -> {
        int at = p + 1 < pattern.length ? p + 1 : p;
        yield pattern[at] == b ? at + 1 : -1;
      }
      default -> pattern[p] == b ? p + 1 : -1;
    };
  }

  /** An open bracket without a closing one reaches to the end, as in Redis. */
  private int oneOf(int open, byte b) {
    int at = open + 1;
    boolean not = at < pattern.length && pattern[at] == '^';
    if (not) {
      at++;
    }
    boolean found = false;
    while (at < pattern.length && pattern[at] != ']') {
      if (pattern[at] == '\\' && at + 1 < pattern.length) {
        found |= pattern[at + 1] == b;
        at += 2;
      } else if (at + 2 < pattern.length && pattern[at + 1] == '-') {
        int low = Math.min(pattern[at] & 0xff, pattern[at + 2] & 0xff);
        int high = Math.max(pattern[at] & 0xff, pattern[at + 2] & 0xff);
        found |= (b & 0xff) >= low && (b & 0xff) <= high;
        at += 3;
      } else {
        found |= pattern[at] == b;
        at++;
      }
    }
    return found == not ? -1 : Math.min(at + 1, pattern.length);
  }
}
