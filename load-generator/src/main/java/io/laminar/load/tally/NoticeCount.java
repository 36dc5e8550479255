package io.laminar.load.tally;

/**
 * What came of the notices of one kind.
 *
 * @param acknowledged answered with 2xx
 * @param failed answered otherwise, or not at all: the bidder may have it or not
 * @param unsent given up before sending, since too many were waiting
 */
public record NoticeCount(long acknowledged, long failed, long unsent) {

  static final NoticeCount NONE = new NoticeCount(0, 0, 0);

  NoticeCount plus(NoticeCount other) {
    return new NoticeCount(
        acknowledged + other.acknowledged, failed + other.failed, unsent + other.unsent);
  }
}
