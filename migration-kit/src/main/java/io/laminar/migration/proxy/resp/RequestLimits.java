package io.laminar.migration.proxy.resp;

/**
 * How much one request may hold.
 *
 * @param wordBytes the longest word
 * @param words the most words, the command's name included
 * @param requestBytes the longest sum of words
 */
public record RequestLimits(int wordBytes, int words, int requestBytes) {

  /** A line of text that is a request, or that tells the length of what comes. */
  static final int LINE_BYTES = 64 * 1024;

  /** What a peer may send that has not yet said who it is: enough for a password. */
  public static final RequestLimits STRANGER = new RequestLimits(16 * 1024, 10, 64 * 1024);
}
