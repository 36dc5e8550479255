package io.laminar.migration.replicate;

/** Somebody else moves the migration; nothing was sent. */
public final class NotPermittedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  NotPermittedException(String operation) {
    super(operation + " was not sent: this process does not move the migration any more");
  }
}
