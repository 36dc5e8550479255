package io.laminar.migration.couchbase;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** Keys as a server scans them: partition by partition, each in its order. */
final class PartitionedKeys implements KeyScan {

  private static final int PARTITIONS = 64;

  private final List<TreeSet<String>> partitions = new ArrayList<>();
  private final Random random = new Random(3);

  int scans;
  int keysRead;
  int foreign;

  PartitionedKeys() {
    for (int i = 0; i < PARTITIONS; i++) {
      partitions.add(new TreeSet<>(KeyOrder.INSTANCE));
    }
  }

  void add(String key) {
    partitions.get(Math.floorMod(key.hashCode() * 0x9E3779B9, PARTITIONS)).add(key);
  }

  long count() {
    return foreign + partitions.stream().mapToLong(TreeSet::size).sum();
  }

  @Override
  public Future<Keys> between(String after, String to, int most) {
    scans++;
    List<String> found = new ArrayList<>();
    for (TreeSet<String> partition : partitions) {
      for (String key : partition.tailSet(after, false)) {
        if (!to.isEmpty() && KeyOrder.INSTANCE.compare(key, to) > 0) {
          break;
        }
        keysRead++;
        if (found.size() == most) {
          return Future.succeededFuture(new Keys(found, false));
        }
        found.add(key);
      }
    }
    return Future.succeededFuture(new Keys(found, true));
  }

  @Override
  public Future<Sample> sample(int wanted) {
    List<String> all = new ArrayList<>();
    partitions.forEach(all::addAll);
    double share = Math.min(1, wanted / (double) Math.max(1, count()));
    Collections.shuffle(all, random);
    List<String> drawn = all.subList(0, (int) Math.round(all.size() * share));
    return Future.succeededFuture(new Sample(drawn, (int) (foreign * share)));
  }
}
