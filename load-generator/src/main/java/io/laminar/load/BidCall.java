package io.laminar.load;

import io.laminar.load.template.RequestTemplate;
import io.laminar.load.wire.Call;
import io.laminar.load.wire.CallFailure;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** One bid request: what it is made of, when it should have left and when it did. */
final class BidCall extends Call {

  private final LoadLoop loop;
  final RequestTemplate template;
  final long number;
  final long user;
  final long intendedNanos;
  private long sentNanos;

  BidCall(LoadLoop loop, RequestTemplate template, long number, long user, long intendedNanos) {
    this.loop = loop;
    this.template = template;
    this.number = number;
    this.user = user;
    this.intendedNanos = intendedNanos;
  }

  /** When it was written to a connection; meaningless before. */
  long sentNanos() {
    return sentNanos;
  }

  @Override
  protected Buffer body() {
    return loop.body(this);
  }

  @Override
  protected void onSent() {
    sentNanos = loop.nanos();
  }

  @Override
  protected void onAnswer(int status, MultiMap headers, Buffer body) {
    loop.answered(this, status, headers, body);
  }

  @Override
  protected void onFailure(CallFailure kind, String problem) {
    loop.failed(this, kind, problem);
  }
}
