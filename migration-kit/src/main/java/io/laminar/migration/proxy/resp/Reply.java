package io.laminar.migration.proxy.resp;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/** What a command answers, in either version of the protocol. */
public sealed interface Reply {

  Reply OK = new Simple("OK");
  Reply NULL = new Null();
  Reply ZERO = new Whole(0);
  Reply ONE = new Whole(1);

  /** A word such as {@code OK}. */
  record Simple(String text) implements Reply {}

  /** Who would have to do something about a failure. */
  enum Blame {
    /** The client: it asked for something that is wrong. */
    CLIENT,
    /** Nobody: the layer over the stores cannot do it, or not while two are written. */
    LAYER,
    /** A store failed, was late or had too much to do. */
    STORE
  }

  /**
   * A failure.
   *
   * @param text begins with a code in upper case, such as {@code ERR}; line ends become blanks
   */
  record Failure(String text, Blame blame) implements Reply {

    private static final int MAX_LENGTH = 512;

    public Failure {
      String line = text.replace('\r', ' ').replace('\n', ' ');
      text = line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "…" : line;
    }
  }

  /** A whole number. */
  record Whole(long value) implements Reply {}

  /** Any bytes; not changed any more. */
  record Bulk(Buffer bytes) implements Reply {}

  /** Nothing there. */
  record Null() implements Reply {}

  /** Replies in order. */
  record Many(List<Reply> items) implements Reply {
    public Many {
      items = List.copyOf(items);
    }
  }

  /**
   * Keys and values in turns; a flat array in version 2.
   *
   * @param items an even number
   */
  record Pairs(List<Reply> items) implements Reply {
    public Pairs {
      items = List.copyOf(items);
    }
  }

  /** Text for people to read. */
  record Text(String text) implements Reply {}

  static Reply bulk(String text) {
    return new Bulk(Buffer.buffer(text));
  }

  static Reply whole(long value) {
    return value == 0 ? ZERO : value == 1 ? ONE : new Whole(value);
  }

  /** {@code ERR} and what the client did wrong. */
  static Failure error(String message) {
    return new Failure("ERR " + message, Blame.CLIENT);
  }

  /** About how many bytes it takes on the wire. */
  default long weight() {
    if (this instanceof Bulk bulk) {
      return bulk.bytes.length() + 16L;
    }
    if (this instanceof Many many) {
      return 16 + many.items.stream().mapToLong(Reply::weight).sum();
    }
    if (this instanceof Pairs pairs) {
      return 16 + pairs.items.stream().mapToLong(Reply::weight).sum();
    }
    if (this instanceof Text text) {
      return text.text.length() + 16L;
    }
    return this instanceof Failure failure ? failure.text.length() : 16;
  }
}
