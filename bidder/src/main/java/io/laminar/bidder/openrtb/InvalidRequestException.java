package io.laminar.bidder.openrtb;

/**
 * The body is not a bid request that can be answered. The message says what is wrong, where, and
 * what is allowed, and is fit for the body of an answer, not for a header: it may quote a few
 * characters of the input, whatever they are. Has no stack trace, since it is an answer and made on
 * the request path.
 */
public final class InvalidRequestException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InvalidRequestException(String message) {
    super(message, null, false, false);
  }
}
