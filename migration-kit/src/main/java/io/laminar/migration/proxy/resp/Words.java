package io.laminar.migration.proxy.resp;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line into words as Redis does: at blanks, save in quotes. Between {@code "} there are
 * {@code \n \r \t \b \a \xHH} and any other byte after a backslash, between {@code '} only {@code
 * \'}.
 */
final class Words {

  private static final String UNBALANCED = "unbalanced quotes in request";

  private final byte[] line;
  private final int end;
  private int at;

  private Words(byte[] line, int from, int end) {
    this.line = line;
    this.at = from;
    this.end = end;
  }

  static List<byte[]> split(byte[] line, int from, int to) throws ProtocolException {
    var words = new Words(line, from, to);
    List<byte[]> found = new ArrayList<>(4);
    while (words.skipBlanks()) {
      found.add(words.next());
    }
    return found;
  }

  private boolean skipBlanks() {
    while (at < end && isBlank(line[at])) {
      at++;
    }
    return at < end;
  }

  private byte[] next() throws ProtocolException {
    var word = new ByteArrayOutputStream();
    while (at < end && !isBlank(line[at])) {
      byte b = line[at++];
      if (b == '"') {
        doubleQuoted(word);
      } else if (b == '\'') {
        singleQuoted(word);
      } else {
        word.write(b);
      }
    }
    return word.toByteArray();
  }

  private void doubleQuoted(ByteArrayOutputStream word) throws ProtocolException {
    while (at < end) {
      byte b = line[at++];
      if (b == '"') {
        requireEnd();
        return;
      }
      word.write(b == '\\' && at < end ? escaped() : b);
    }
    throw new ProtocolException(UNBALANCED);
  }

  private void singleQuoted(ByteArrayOutputStream word) throws ProtocolException {
    while (at < end) {
      byte b = line[at++];
      if (b == '\'') {
        requireEnd();
        return;
      }
      if (b == '\\' && at < end && line[at] == '\'') {
        b = line[at++];
      }
      word.write(b);
    }
    throw new ProtocolException(UNBALANCED);
  }

  private int escaped() {
    byte b = line[at++];
    if (b == 'x' && at + 1 < end && hex(line[at]) >= 0 && hex(line[at + 1]) >= 0) {
      int value = hex(line[at]) * 16 + hex(line[at + 1]);
      at += 2;
      return value;
    }
    return switch (b) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'a' -> 7;
      default -> b;
    };
  }

  /** A closing quote ends its word. */
  private void requireEnd() throws ProtocolException {
    if (at < end && !isBlank(line[at])) {
      throw new ProtocolException(UNBALANCED);
    }
  }

  private static int hex(byte b) {
    return b < 0 ? -1 : Character.digit((char) b, 16);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r' || b == 0;
  }
}
