package io.laminar.migration.proxy.command;

import io.laminar.migration.proxy.keyspace.Deadline;
import io.laminar.migration.proxy.resp.Numbers;
import io.laminar.migration.proxy.resp.Request;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;

/**
 * One command of one client, and how its words are read.
 *
 * @param here what the event loop has
 */
record Call(Request request, Session session, Here here, Deadline deadline) {

  /** The command's name in lower case, for messages. */
  String command() {
    return request.text(0).toLowerCase(Locale.ROOT);
  }

  int size() {
    return request.size();
  }

  /** The store's key at a position. */
  String key(int index) {
    return here.installation().keys().toStore(request.word(index));
  }

  Buffer value(int index) {
    return Buffer.buffer(request.word(index));
  }

  String text(int index) {
    return request.text(index);
  }

  /** A keyword in upper case. */
  String keyword(int index) {
    return request.text(index).toUpperCase(Locale.ROOT);
  }

  /** A whole number; a missing one is a syntax error. */
  long whole(int index) {
    if (index >= request.size()) {
      throw CommandException.syntax();
    }
    byte[] word = request.word(index);
    if (!Numbers.isNumber(word)) {
      throw notWhole();
    }
    return Numbers.parse(word);
  }

  static CommandException notWhole() {
    return CommandException.error("value is not an integer or out of range");
  }
}
