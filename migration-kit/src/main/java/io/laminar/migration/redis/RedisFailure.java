package io.laminar.migration.redis;

import io.laminar.migration.store.StoreException.Kind;
import io.laminar.migration.store.Trouble;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a failure of the client means to a caller, and what can be done about it.
 *
 * @param reason the server's own words, and the advice
 * @param index which of the commands sent together failed first; −1 if that is not known
 * @param key which key of that command; 0 if that is not known
 */
record RedisFailure(Kind kind, String reason, int index, int key) {

  /**
   * How the client numbers the failures of commands that were sent together, one a line; then how
   * our scripts number the keys of one command.
   */
  private static final Pattern NUMBERED =
      Pattern.compile("^ERR \\[(\\d+)] (?:(?:ERR )?\\[(\\d+)] )?");

  private static final String ALLOW = "allow the user these commands and keys with ACL SETUSER";

  private record Advice(String code, Kind kind, String what) {}

  /** Redis begins its errors with a code; one of a script holds the code further behind. */
  private static final List<Advice> ADVICE =
      List.of(
          new Advice(
              "OOM ",
              Kind.OVERLOADED,
              "the server is full: raise its maxmemory or remove entries, then try again"),
          new Advice(
              "MISCONF ",
              Kind.OVERLOADED,
              "the server cannot save to its disk: make room there, then try again"),
          new Advice(
              "WRONGTYPE ",
              Kind.REFUSED,
              "the key holds something else than a string: remove it or choose another namespace"),
          new Advice(
              "WRONGPASS ", Kind.REFUSED, "check user and password in the address of the store"),
          new Advice("NOAUTH ", Kind.REFUSED, "give user and password in the address of the store"),
          new Advice("NOPERM ", Kind.REFUSED, ALLOW),
          new Advice("The user executing the script can't", Kind.REFUSED, ALLOW),
          new Advice("ACL failure in script", Kind.REFUSED, ALLOW),
          new Advice("LOADING ", Kind.UNREACHABLE, "the server is starting: try again"),
          new Advice("BUSY ", Kind.UNREACHABLE, "a script holds the server up: try again"),
          new Advice(
              "MASTERDOWN ", Kind.UNREACHABLE, "the server is a replica without its master: wait"),
          new Advice(
              "READONLY ", Kind.UNREACHABLE, "the server is a replica: give the master's address"),
          new Advice(
              "NOREPLICAS ", Kind.UNREACHABLE, "too few replicas follow the server: try again"),
          new Advice("CLUSTERDOWN ", Kind.UNREACHABLE, "the cluster is not whole: try again"),
          new Advice(
              "MOVED ", Kind.REFUSED, "the server is part of a cluster, which is not supported"),
          new Advice(
              "max number of clients",
              Kind.UNREACHABLE,
              "raise the server's maxclients or close other clients"),
          new Advice("waiting queue is full", Kind.OVERLOADED, "send fewer at once"));

  static RedisFailure of(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    String first = text.lines().findFirst().orElse(text);
    Matcher numbered = NUMBERED.matcher(first);
    boolean together = numbered.find();
    int index = together ? Integer.parseInt(numbered.group(1)) : -1;
    int key = together && numbered.group(2) != null ? Integer.parseInt(numbered.group(2)) : 0;
    String words = together ? first.substring(numbered.end()) : first;
    if (isLoss(cause, words, together)) {
      return new RedisFailure(Kind.LATE, words, index, key);
    }
    for (Advice advice : ADVICE) {
      int at = words.indexOf(advice.code);
      if (at >= 0) {
        return new RedisFailure(advice.kind, words.substring(at) + "; " + advice.what, index, key);
      }
    }
    return new RedisFailure(Kind.REFUSED, words, index, key);
  }

  /** Why there is no connection, and what can be done about it. */
  static RedisFailure ofConnecting(Throwable cause) {
    RedisFailure failure = of(cause);
    return failure.kind == Kind.LATE
        ? new RedisFailure(Kind.UNREACHABLE, Trouble.nobodyThere(failure.reason), -1, 0)
        : failure;
  }

  /** True if it was not the server that said it. */
  private static boolean isLoss(Throwable cause, String words, boolean together) {
    return cause instanceof IOException
        || words.startsWith("CONNECTION_CLOSED")
        || words.contains("onnection is closed")
        || words.contains("onnection was closed")
        || words.contains("Client is closed")
        || together && (words.contains("Exception: ") || words.contains("Throwable: "));
  }
}
