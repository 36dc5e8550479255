package io.laminar.bidder.json;

/** What is thrown where a text cannot be read, in the words of whoever reads it. */
@FunctionalInterface
public interface Refusal {

  /**
   * The exception for what is wrong.
   *
   * @param notJson whether it is no JSON at all, rather than more than is allowed
   * @param why without anything of the text but a byte and its place
   */
  RuntimeException because(boolean notJson, String why);
}
