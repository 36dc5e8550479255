package io.laminar.deploy.bench;

import java.io.IOException;
import java.time.Duration;

/** Sends as many requests as a server answers. */
interface Load {

  /** What it is and how it was set, for people. */
  String title();

  /** True if it runs in this process, whose processor time then holds the load's own work. */
  boolean sharesProcess();

  /**
   * Runs to its end, and waits for it.
   *
   * @param url where requests are posted
   * @throws IOException if it could not be run, or tells nothing that can be used
   */
  LoadReport run(String url, Duration time) throws Exception;
}
