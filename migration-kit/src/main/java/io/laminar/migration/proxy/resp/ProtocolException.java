package io.laminar.migration.proxy.resp;

/** The bytes are no requests; where the next one would begin cannot be known. */
public final class ProtocolException extends Exception {

  private static final long serialVersionUID = 1L;

  public ProtocolException(String message) {
    // no stack trace: a peer that sends garbage must not cost more than one that does not
    super(message, null, false, false);
  }
}
