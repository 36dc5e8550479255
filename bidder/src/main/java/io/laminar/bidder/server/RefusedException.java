package io.laminar.bidder.server;

/** A request cannot be taken; carries the status and the message for whoever sent it. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedException(int status, String message) {
    // no stack trace: whoever sends rubbish sends much of it
    super(message, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
