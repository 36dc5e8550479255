package io.laminar.load.notice;

import io.vertx.core.Future;

/** Sends notices. */
@FunctionalInterface
public interface NoticeSender {

  /**
   * Calls the URL.
   *
   * @return the answer; fails if there is none in time or the URL cannot be used
   */
  Future<NoticeReply> send(String url);
}
