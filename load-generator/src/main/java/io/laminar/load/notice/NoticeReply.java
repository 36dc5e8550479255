package io.laminar.load.notice;

/**
 * What a notice was answered with.
 *
 * @param contentType empty if there was none
 */
public record NoticeReply(int status, String contentType, String body) {

  /** True for 2xx. */
  boolean isFine() {
    return status / 100 == 2;
  }
}
