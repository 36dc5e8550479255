package io.laminar.stats.spill;

import java.io.IOException;

/**
 * Something could not be kept; says where and why. Nothing of what was to be kept counts as kept.
 */
public final class SpillException extends IOException {

  private static final long serialVersionUID = 1L;

  SpillException(String message, Throwable cause) {
    super(message, cause);
  }
}
