package io.laminar.stats.topic;

/** The topic cannot be used; says which Kafka was asked, for what, and why it failed. */
public final class TopicException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TopicException(String message, Throwable cause) {
    super(message, cause);
  }
}
