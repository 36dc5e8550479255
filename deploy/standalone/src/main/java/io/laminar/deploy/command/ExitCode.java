package io.laminar.deploy.command;

/** What the process answers to its caller. */
public final class ExitCode {

  /** Done, or asked to stop and stopped in order. */
  public static final int FINE = 0;

  /** It was tried and did not work, or it was stopped before it had a result. */
  public static final int FAILED = 1;

  /** It was not tried: an unknown command or flag, or a configuration that cannot be used. */
  public static final int MISUSED = 2;

  /** It was done, and what was demanded of a server was not so. */
  public static final int OBJECTIVE_MISSED = 3;

  /** It was done, and says nothing: what measured was itself too slow, or was stopped. */
  public static final int INVALID_RUN = 4;

  private ExitCode() {}
}
