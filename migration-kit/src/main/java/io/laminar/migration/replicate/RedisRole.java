package io.laminar.migration.replicate;

import java.util.HashMap;
import java.util.Map;

/** What a Redis says of itself in {@code INFO replication}. */
record RedisRole(Map<String, String> facts) {

  static RedisRole of(String info) {
    return new RedisRole(facts(info));
  }

  /** The lines of an {@code INFO} by their names. */
  static Map<String, String> facts(String info) {
    Map<String, String> facts = new HashMap<>();
    info.lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                facts.put(line.substring(0, colon), line.substring(colon + 1).trim());
              }
            });
    return facts;
  }

  boolean isReplica() {
    return text("role").equals("slave");
  }

  boolean follows(RedisServer leader) {
    return isReplica() && master().equals(leader.place());
  }

  /** Whose replica it is, {@code host:port}. */
  String master() {
    return text("master_host") + ":" + text("master_port");
  }

  boolean isLinked() {
    return text("master_link_status").equals("up");
  }

  boolean isCopying() {
    return text("master_sync_in_progress").equals("1");
  }

  /**
   * What is left of a full copy, in words; a leader that sends no file does not know its length.
   */
  String copyLeft() {
    long bytes = number("master_sync_left_bytes");
    return bytes < 0 ? "full copy" : "full copy, " + bytes + " bytes to go";
  }

  /** For how long the link has been down, in words to be added; empty if not known. */
  String downFor() {
    long seconds = number("master_link_down_since_seconds");
    return seconds < 0 ? "" : " for " + seconds + " s";
  }

  /** The history that offsets belong to. */
  String history() {
    return text("master_replid");
  }

  /** A master's offset. */
  long written() {
    return number("master_repl_offset");
  }

  /** A replica's offset. */
  long applied() {
    return number("slave_repl_offset");
  }

  @Override
  public String toString() {
    return isReplica() ? "a replica of " + master() : "a master";
  }

  private String text(String name) {
    return facts.getOrDefault(name, "");
  }

  private long number(String name) {
    String text = text(name);
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
  }
}
