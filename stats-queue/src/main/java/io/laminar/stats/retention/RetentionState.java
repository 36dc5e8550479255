package io.laminar.stats.retention;

/**
 * What tidying up has done since the start.
 *
 * @param foldedRows rows of days that hours were folded into
 * @param droppedNoticeDays days of notices that were forgotten
 * @param forgottenLetters dead letters that were forgotten
 * @param lastMillis when the last round ended well, since the epoch; 0 for never
 * @param trouble why the last round failed; empty if it did not
 */
public record RetentionState(
    long foldedRows,
    long droppedNoticeDays,
    long forgottenLetters,
    long lastMillis,
    String trouble) {

  RetentionState after(RetentionState round, long nowMillis) {
    return new RetentionState(
        foldedRows + round.foldedRows,
        droppedNoticeDays + round.droppedNoticeDays,
        forgottenLetters + round.forgottenLetters,
        nowMillis,
        "");
  }

  RetentionState failed(String problem) {
    return new RetentionState(foldedRows, droppedNoticeDays, forgottenLetters, lastMillis, problem);
  }
}
