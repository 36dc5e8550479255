package io.laminar.migration.memcached;

import io.vertx.core.buffer.Buffer;

/**
 * One answer of the server, in meta or classic words.
 *
 * @param value the bytes of a {@link Kind#VALUE}; empty otherwise
 * @param cas the token that changes with every write of the key; 0 if it was not asked for
 * @param ttlSeconds remaining life, −1 = never ends; −1 if it was not asked for
 * @param text what the server said in {@link Kind#TEXT}, {@link Kind#FAILED}, {@link Kind#BROKEN}
 */
record Reply(Kind kind, Buffer value, long cas, long ttlSeconds, String text) {

  /** What an answer means. */
  enum Kind {
    /** The key has this value: {@code VA}. */
    VALUE,
    /** Done: {@code HD}, {@code MN}, {@code STORED}. */
    DONE,
    /** There is no such key: {@code EN}, {@code NF}, {@code NOT_FOUND}. */
    ABSENT,
    /** Somebody else wrote first: {@code EX}, {@code EXISTS}, {@code NS}, {@code NOT_STORED}. */
    RACED,
    /** Something to read: a version, statistics. */
    TEXT,
    /** {@code SERVER_ERROR}: not done, but the connection goes on. */
    FAILED,
    /** {@code CLIENT_ERROR}, {@code ERROR}: server and client no longer agree where they are. */
    BROKEN
  }

  private static final Buffer NOTHING = Buffer.buffer();

  static final Reply DONE = of(Kind.DONE, "");
  static final Reply ABSENT = of(Kind.ABSENT, "");
  static final Reply RACED = of(Kind.RACED, "");

  static Reply of(Kind kind, String text) {
    return new Reply(kind, NOTHING, 0, -1, text);
  }

  boolean isError() {
    return kind == Kind.FAILED || kind == Kind.BROKEN;
  }
}
