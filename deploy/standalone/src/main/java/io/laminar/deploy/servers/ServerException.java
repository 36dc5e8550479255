package io.laminar.deploy.servers;

/** A server could not be started or stopped; the message says which, why, and what to do. */
public final class ServerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ServerException(String message) {
    super(message);
  }

  public ServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
