package io.laminar.migration.simulation;

import io.laminar.migration.store.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A simulated database server: what it holds, and how it and the way to it fail. */
final class SimServer {

  private final String name;
  private final EngineModel engine;
  private final Timeline timeline;
  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private final Map<String, List<String>> listings = new HashMap<>();
  private final Set<SimProcess> cutOff = new HashSet<>();
  private final SimServer host;
  private boolean down;
  private double lostShare;
  private double refusedShare;
  private double refusedShareOfJobs;
  private int slowness = 1;

  SimServer(String name, EngineModel engine, Timeline timeline) {
    this.name = name;
    this.engine = engine;
    this.timeline = timeline;
    this.host = this;
  }

  /** Another place on the same machine: it fails as the machine does. */
  SimServer(String name, SimServer host) {
    this.name = name;
    this.engine = host.engine;
    this.timeline = host.timeline;
    this.host = host;
  }

  String name() {
    return name;
  }

  EngineModel engine() {
    return engine;
  }

  Timeline timeline() {
    return timeline;
  }

  /** Everything, tombstones and what expired included. */
  TreeMap<String, Entry> entries() {
    return entries;
  }

  /** Its wall clock. */
  long millis() {
    return timeline.nanos() / 1_000_000 + SimProcess.EPOCH_MILLIS;
  }

  void goDown() {
    down = true;
  }

  void cutOff(SimProcess process) {
    cutOff.add(process);
  }

  /** Loses, refuses and delays some requests. */
  void misbehave(double shareLost, double shareRefused, int timesSlower) {
    lostShare = shareLost;
    refusedShare = shareRefused;
    slowness = timesSlower;
  }

  /** Refuses some requests of copier and verifier from now on. */
  void refuseJobs(double share) {
    refusedShareOfJobs = share;
  }

  void heal() {
    down = false;
    cutOff.clear();
    misbehave(0, 0, 1);
  }

  boolean isReachableFrom(SimProcess process) {
    return !host.down && !host.cutOff.contains(process);
  }

  /** True if a message is to be lost. */
  boolean loses() {
    return host.lostShare > 0 && timeline.random().nextDouble() < host.lostShare;
  }

  /** True if a request is to be refused as too much. */
  boolean refuses(boolean ofJob) {
    double share = ofJob ? Math.max(host.refusedShare, host.refusedShareOfJobs) : host.refusedShare;
    return share > 0 && timeline.random().nextDouble() < share;
  }

  /** How long a message takes one way. */
  long wayNanos() {
    long usual = timeline.between(50_000, 1_000_000);
    return usual * (timeline.random().nextInt(20) == 0 ? host.slowness * 10L : host.slowness);
  }

  Entry read(String key) {
    Entry entry = entries.get(key);
    return entry == null || entry.isExpired(millis()) ? Entry.ABSENT : entry;
  }

  boolean putIfNewer(String key, Entry entry) {
    Entry there = entries.get(key);
    if (there != null && there.version() >= entry.version()) {
      return false;
    }
    put(key, entry);
    return true;
  }

  boolean compareAndSet(String key, Entry expected, Entry next) {
    Entry seen = read(key);
    if (seen.version() != expected.version() || !seen.value().equals(expected.value())) {
      return false;
    }
    put(key, next);
    return true;
  }

  void put(String key, Entry entry) {
    entries.put(key, entry.settledAt(millis()));
  }

  boolean purge(String key, long version) {
    Entry there = entries.get(key);
    if (there == null || there.version() != version) {
      return false;
    }
    entries.remove(key);
    return true;
  }

  /** The keys of a scan that begins now. */
  void list(String listing) {
    listings.put(listing, new ArrayList<>(entries.keySet()));
  }

  List<String> listed(String listing) {
    return listings.getOrDefault(listing, List.of());
  }
}
