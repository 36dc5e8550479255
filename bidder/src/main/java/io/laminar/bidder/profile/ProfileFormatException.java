package io.laminar.bidder.profile;

/** A stored value is not a profile; the message says what is wrong. Has no stack trace. */
public final class ProfileFormatException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ProfileFormatException(String message) {
    super(message, null, false, false);
  }
}
