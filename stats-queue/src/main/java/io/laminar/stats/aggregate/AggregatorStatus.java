package io.laminar.stats.aggregate;

/**
 * What an aggregator has done since its start and how it is.
 *
 * @param partitions it holds now
 * @param records that it has entered in the books
 * @param newNotices of them
 * @param duplicateNotices that did not count since one with their id had
 * @param billsOfLost of these, bills of bids that had been told lost
 * @param lossesOfBilled of these, losses of bids that had been billed
 * @param deadLetters records that could not be counted and were kept apart
 * @param lostRecords that Kafka had removed before they were counted
 * @param overtaken how often a batch was not entered since someone else had moved the books
 * @param lastCommitMillis since the epoch; 0 for never
 * @param lagRecords in Kafka but not in the books, of the partitions it holds; {@link #UNKNOWN} if
 *     Kafka does not tell
 * @param recordsPerSecond over the last ten seconds
 * @param trouble what keeps it from going on; empty if nothing does
 */
public record AggregatorStatus(
    int partitions,
    long records,
    long newNotices,
    long duplicateNotices,
    long billsOfLost,
    long lossesOfBilled,
    long deadLetters,
    long lostRecords,
    long overtaken,
    long lastCommitMillis,
    long lagRecords,
    double recordsPerSecond,
    String trouble) {

  public static final long UNKNOWN = -1;
}
