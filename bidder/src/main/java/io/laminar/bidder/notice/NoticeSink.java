package io.laminar.bidder.notice;

import io.laminar.stats.event.Notice;
import io.vertx.core.Future;

/** Where notices are kept for good. */
public interface NoticeSink {

  /**
   * Keeps a notice.
   *
   * @return done, on the caller's context, only when it is safe; fails soon if that cannot be done
   *     now, in which case it may have been kept all the same
   */
  Future<Void> publish(Notice notice);
}
