package io.laminar.migration.simulation;

/**
 * How an engine behaves where engines differ, as seen through its adapter.
 *
 * @param conditionalPut true if put-if-newer is decided inside the server in one step; false where
 *     the adapter reads and then writes with compare-and-set, over and over
 * @param scan in what order, and how steadily, a scan sees keys
 * @param maxValueBytes the largest value
 */
enum EngineModel {
  REDIS(true, Scan.HASHED, 512 * 1024 * 1024),
  MEMCACHED(false, Scan.LISTED, 1024 * 1024 - 512),
  POSTGRESQL(true, Scan.ORDERED, 512 * 1024 * 1024),
  DYNAMODB(true, Scan.HASHED, 380 * 1024),
  COUCHBASE(false, Scan.ORDERED, 20 * 1024 * 1024),
  REDSHIFT(true, Scan.ORDERED, 60 * 1024);

  /** The order of a scan. */
  enum Scan {
    /** By key. */
    ORDERED,
    /** By hash; after the table was resized some keys come twice. */
    HASHED,
    /** The keys are listed first, their entries are read page by page. */
    LISTED
  }

  private final boolean conditionalPut;
  private final Scan scan;
  private final int maxValueBytes;

  EngineModel(boolean conditionalPut, Scan scan, int maxValueBytes) {
    this.conditionalPut = conditionalPut;
    this.scan = scan;
    this.maxValueBytes = maxValueBytes;
  }

  boolean conditionalPut() {
    return conditionalPut;
  }

  Scan scan() {
    return scan;
  }

  int maxValueBytes() {
    return maxValueBytes;
  }
}
