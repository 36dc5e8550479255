package io.laminar.migration.verify;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.zip.CRC32C;

/**
 * One digest per hash bucket of keys. Adding is commutative, so two stores that are scanned in
 * different orders agree; an entry that a scan shows twice only costs a closer look.
 *
 * <p>Expiry enters in steps of 16 s, because engines keep it to within a second: two that are close
 * but fall into neighbouring steps only cost a closer look.
 */
final class Digests {

  /** So many that the keys of those that differ are few; 12 bytes each. */
  static final int BUCKETS = 1 << 18;

  private static final long EXPIRY_STEP_MILLIS = 16_384;

  private final long[] sums = new long[BUCKETS];
  private final int[] counts = new int[BUCKETS];

  /** The bucket of a key. */
  static int bucketOf(String key) {
    return (int) (mix(hash(key.getBytes(StandardCharsets.UTF_8))) & (BUCKETS - 1));
  }

  /** The part of a digest that one live entry makes. */
  static long of(KeyedEntry keyed) {
    Entry entry = keyed.entry();
    long key = hash(keyed.key().getBytes(StandardCharsets.UTF_8));
    long value = hash(entry.value().getBytes());
    return mix(mix(key) ^ Long.rotateLeft(mix(value), 21) ^ entry.expiresAt() / EXPIRY_STEP_MILLIS);
  }

  void add(int bucket, long digest) {
    sums[bucket] += digest;
    counts[bucket]++;
  }

  /** How many entries a bucket was given. */
  int countOf(int bucket) {
    return counts[bucket];
  }

  /** The buckets in which the two differ. */
  BitSet differingFrom(Digests other) {
    var differing = new BitSet(BUCKETS);
    for (int i = 0; i < BUCKETS; i++) {
      if (sums[i] != other.sums[i]) {
        differing.set(i);
      }
    }
    return differing;
  }

  private static long hash(byte[] bytes) {
    var forward = new CRC32C();
    forward.update(bytes, 0, bytes.length);
    long polynomial = bytes.length;
    for (byte b : bytes) {
      polynomial = polynomial * 0x100000001b3L ^ b;
    }
    return forward.getValue() << 32 ^ polynomial;
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood, 2014). */
  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
