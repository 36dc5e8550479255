package io.laminar.deploy.servers;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The signals that servers are stopped and tried with. */
enum Signal {
  INT,
  TERM,
  KILL,
  STOP,
  CONT;

  private static final int PATIENCE_SECONDS = 5;

  /**
   * Sends this signal.
   *
   * @return false if there is no such process any more
   */
  boolean send(long pid) {
    try {
      // The shell's own kill: the program of that name is missing on small systems.
      var kill =
          new ProcessBuilder("sh", "-c", "kill -s " + name() + " " + pid)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        kill.destroyForcibly();
        throw new ServerException("sending " + name() + " to process " + pid + " hangs");
      }
      return kill.exitValue() == 0;
    } catch (IOException e) {
      throw new ServerException("cannot send " + name() + " to process " + pid, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while signalling process " + pid, e);
    }
  }
}
