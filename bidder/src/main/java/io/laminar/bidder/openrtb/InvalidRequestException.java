package io.laminar.bidder.openrtb;

/**
 * The body is not a bid request that can be answered; the message says what is wrong, where, and
 * what is allowed, and is fit to be sent back. Has no stack trace: it is an answer, and made on the
 * request path.
 */
public final class InvalidRequestException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InvalidRequestException(String message) {
    super(message, null, false, false);
  }
}
