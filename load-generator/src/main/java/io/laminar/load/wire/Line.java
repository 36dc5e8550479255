package io.laminar.load.wire;

import io.vertx.core.Future;

/** One open connection. Belongs to the event loop it was opened on. */
public interface Line {

  /** Opens lines. */
  interface Opener {
    /**
     * Opens one.
     *
     * @param listener told of everything that happens to the line later
     * @return fails if there is no connection; the message says why
     */
    Future<Line> open(Listener listener);
  }

  /** What the owner of a line has to know. */
  interface Listener {
    /** A call that was sent on the line has ended, so the line has room for one more. */
    void freed(Line line);

    /** The line is gone, or will take no more calls; may come more than once. */
    void closed(Line line);
  }

  /** Sends a call. The caller keeps to the number of calls that a line takes at a time. */
  void send(Call call);

  /** Closes the connection; calls under way fail. */
  Future<Void> close();
}
