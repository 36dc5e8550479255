package io.laminar.migration.redis;

/** Names what a command failed with, for the message. */
@FunctionalInterface
interface Naming {

  /**
   * The key in question.
   *
   * @param command which of those sent together, from 0
   * @param key which of its keys, from 0; also 0 if that is not known
   */
  String of(int command, int key);
}
