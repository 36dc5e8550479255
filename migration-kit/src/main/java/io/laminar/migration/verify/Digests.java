package io.laminar.migration.verify;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.laminar.migration.store.Store;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.zip.CRC32C;

/**
 * One digest per hash bucket of keys. Adding is commutative, so two stores that are scanned in
 * different orders agree; an entry that a scan shows twice only costs a closer look.
 *
 * <p>Expiry enters in steps of 16 s, because engines keep it to within a second: two that are close
 * but fall into neighbouring steps only cost a closer look. Belongs to one context.
 */
public final class Digests {

  /** 128 KiB; of many millions of keys, those of a few buckets are still few. */
  private static final int MOST = 1 << 14;

  private static final long EXPIRY_STEP_MILLIS = 16_384;

  private final long[] sums;

  private Digests(long[] sums) {
    this.sums = sums;
  }

  /**
   * Digests of nothing.
   *
   * @param buckets a power of two
   */
  public static Digests of(int buckets) {
    if (Integer.bitCount(buckets) != 1) {
      throw new IllegalArgumentException("buckets=" + buckets + " must be a power of two");
    }
    return new Digests(new long[buckets]);
  }

  /** So many buckets that digests fit well into one value of a store. */
  public static int bucketsFor(Store store) {
    int fit = store.capabilities().maxValueBytes() / Long.BYTES / 2;
    return Math.min(MOST, Integer.highestOneBit(Math.max(1, fit)));
  }

  /** How many buckets. */
  public int buckets() {
    return sums.length;
  }

  /** The bucket of a key. */
  public static int bucketOf(String key, int buckets) {
    return (int) (mix(hash(key.getBytes(StandardCharsets.UTF_8))) & (buckets - 1));
  }

  /** Takes an entry in; only what is live counts. */
  public void add(KeyedEntry keyed) {
    sums[bucketOf(keyed.key(), sums.length)] += of(keyed);
  }

  /**
   * Takes in what another part of the same store has.
   *
   * @param part over as many buckets
   */
  public void add(Digests part) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += part.sums[i];
    }
  }

  /** The part of a digest that one live entry makes. */
  private static long of(KeyedEntry keyed) {
    Entry entry = keyed.entry();
    long key = hash(keyed.key().getBytes(StandardCharsets.UTF_8));
    long value = hash(entry.value().getBytes());
    return mix(mix(key) ^ Long.rotateLeft(mix(value), 21) ^ entry.expiresAt() / EXPIRY_STEP_MILLIS);
  }

  /** The buckets in which the two differ; both have as many. */
  public BitSet differingFrom(Digests there) {
    var differing = new BitSet(sums.length);
    for (int i = 0; i < sums.length; i++) {
      if (sums[i] != there.sums[i]) {
        differing.set(i);
      }
    }
    return differing;
  }

  /** For a store; 8 bytes a bucket. */
  public Buffer toBuffer() {
    Buffer bytes = Buffer.buffer(Long.BYTES * sums.length);
    for (long sum : sums) {
      bytes.appendLong(sum);
    }
    return bytes;
  }

  /**
   * Reads what {@link #toBuffer} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no digests
   */
  public static Digests from(Buffer bytes) {
    int buckets = bytes.length() / Long.BYTES;
    if (buckets * Long.BYTES != bytes.length()) {
      throw new IllegalArgumentException("not digests: " + bytes.length() + " bytes");
    }
    Digests digests = of(buckets);
    for (int i = 0; i < buckets; i++) {
      digests.sums[i] = bytes.getLong(i * Long.BYTES);
    }
    return digests;
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
