package io.laminar.migration.couchbase;

import io.vertx.core.Future;
import java.util.List;

/** What a server tells about the keys it holds. Keys are without the store's prefix. */
interface KeyScan {

  /**
   * The keys in a range, in no particular order.
   *
   * @param after exclusive; empty = from the first
   * @param to inclusive; empty = to the last
   * @param most how many keys to read at most
   */
  Future<Keys> between(String after, String to, int most);

  /** Keys drawn by chance. */
  Future<Sample> sample(int wanted);

  /**
   * @param isAll false if there were more than asked for
   */
  record Keys(List<String> keys, boolean isAll) {
    public Keys {
      keys = List.copyOf(keys);
    }
  }

  /**
   * @param keys those of the store, in no particular order
   * @param foreign how many others were drawn with them
   */
  record Sample(List<String> keys, int foreign) {
    public Sample {
      keys = List.copyOf(keys);
    }
  }
}
