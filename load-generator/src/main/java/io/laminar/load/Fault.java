package io.laminar.load;

/**
 * Why a run would tell more about the generator than about the server.
 *
 * @param ofGenerator true if the generator itself was too slow; false if the load could not be made
 *     since the server did not take it within the limits that were given
 * @param text what was wrong and what to do, one sentence each
 */
public record Fault(boolean ofGenerator, String text) {

  @Override
  public String toString() {
    return text;
  }
}
