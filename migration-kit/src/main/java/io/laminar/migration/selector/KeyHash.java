package io.laminar.migration.selector;

/**
 * A stable hash of a key into {@value #BUCKETS} buckets. FNV-1a over the UTF-16 units of salt and
 * key, finished as MurmurHash3 does; it must never change, since members of different builds have
 * to agree.
 */
final class KeyHash {

  static final int BUCKETS = 1_000;

  private KeyHash() {}

  static int bucket(String salt, String key) {
    long hash = absorb(absorb(0xcbf29ce484222325L, salt) * 0x100000001b3L, key);
    return (int) Long.remainderUnsigned(finish(hash), BUCKETS);
  }

  private static long absorb(long start, String text) {
    long hash = start;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  private static long finish(long hash) {
    long h = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }
}
