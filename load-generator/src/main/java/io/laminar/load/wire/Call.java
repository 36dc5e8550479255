package io.laminar.load.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * One request on its way through a {@link LinePool}. Ends at most once: answered, failed or given
 * up. Belongs to one event loop.
 */
public abstract class Call {

  private enum State {
    WAITING,
    SENT,
    ENDED
  }

  private State state = State.WAITING;
  private Runnable cancel;

  /** The body to send; asked for once, when a connection is there. */
  protected abstract Buffer body();

  /** The request is being written to a connection. */
  protected abstract void onSent();

  /** The answer is complete. */
  protected abstract void onAnswer(int status, MultiMap headers, Buffer body);

  /** There will be no answer. */
  protected abstract void onFailure(CallFailure kind, String problem);

  /** True until it is written to a connection or ends. */
  public final boolean isWaiting() {
    return state == State.WAITING;
  }

  /** True once it was answered, failed or given up. */
  public final boolean isEnded() {
    return state == State.ENDED;
  }

  /**
   * Stops waiting. A request that was sent costs its connection, as HTTP/1.1 has no other way to
   * take one back. Neither {@link #onAnswer} nor {@link #onFailure} will be called.
   */
  public final void giveUp() {
    Runnable running = cancel;
    end();
    if (running != null) {
      running.run();
    }
  }

  final void sent() {
    state = State.SENT;
    onSent();
  }

  /** How to take it back once it is on a connection. */
  final void cancelWith(Runnable cancel) {
    this.cancel = cancel;
  }

  final void answered(int status, MultiMap headers, Buffer body) {
    if (end()) {
      onAnswer(status, headers, body);
    }
  }

  final void failed(CallFailure kind, String problem) {
    if (end()) {
      onFailure(kind, problem);
    }
  }

  private boolean end() {
    cancel = null;
    boolean first = state != State.ENDED;
    state = State.ENDED;
    return first;
  }
}
