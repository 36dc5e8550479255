package io.laminar.migration.proxy.command;

import io.laminar.migration.proxy.resp.Reply;
import io.vertx.core.Future;
import java.util.List;

/**
 * A command: what it is called and takes, and what it does.
 *
 * @param name in lower case
 * @param arity how many words with the name; negative: at least so many
 * @param flags as {@code COMMAND} tells them
 * @param keys where its keys are
 * @param group and {@code summary}: for {@code COMMAND DOCS}
 * @param does fails with what {@link Failures} explains
 */
record Command(
    String name,
    int arity,
    List<String> flags,
    KeyWords keys,
    String group,
    String summary,
    Doing does) {

  /** What a command does. */
  interface Doing {
    Future<Reply> with(Call call);
  }

  /** An answer that needs no waiting. */
  interface Saying {
    Reply with(Call call);
  }

  /**
   * Which words of a command are keys.
   *
   * @param first 0 = none
   * @param last −1 = the last word
   */
  record KeyWords(int first, int last, int step) {
    static final KeyWords NONE = new KeyWords(0, 0, 0);
    static final KeyWords FIRST = new KeyWords(1, 1, 1);
    static final KeyWords ALL = new KeyWords(1, -1, 1);
    static final KeyWords EVERY_OTHER = new KeyWords(1, -1, 2);
  }

  /** A command that reads. */
  static Command reading(String name, int arity, KeyWords keys, String summary, Doing does) {
    return new Command(name, arity, List.of("readonly", "fast"), keys, "string", summary, does);
  }

  /** A command that changes something. */
  static Command writing(String name, int arity, KeyWords keys, String summary, Doing does) {
    return new Command(name, arity, List.of("write"), keys, "string", summary, does);
  }

  /** A command that waits for nothing and touches no key. */
  static Command saying(String name, int arity, String group, String summary, Saying says) {
    return new Command(
        name,
        arity,
        List.of("loading", "stale", "fast"),
        KeyWords.NONE,
        group,
        summary,
        call -> Future.succeededFuture(says.with(call)));
  }

  /** True if this many words are right. */
  boolean takes(int words) {
    return arity >= 0 ? words == arity : words >= -arity;
  }
}
