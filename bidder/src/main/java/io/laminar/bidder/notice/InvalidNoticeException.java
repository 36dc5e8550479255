package io.laminar.bidder.notice;

/**
 * A notice cannot be taken; the message says what is wrong and what is allowed, and is fit to be
 * sent back. Has no stack trace.
 */
public final class InvalidNoticeException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidNoticeException(String message) {
    super(message, null, false, false);
  }
}
