package io.laminar.deploy.bench;

import java.util.List;
import java.util.Set;

/** What is measured of a store, and what it is held against. */
enum StoreMeasure {
  /** The engine's client as it is used most: each get borrows a connection of a pool. */
  RAW_POOLED("raw get, pooled", "raw-pooled"),
  /** The engine's client on one connection, many gets under way. */
  RAW_PIPELINED("raw get, pipelined", "raw-pipelined"),
  /** The engine's client, one get at a time. */
  RAW_SINGLE("raw get, one at a time", "raw-single"),
  /** Our get, one at a time, so that there is never another to join it with. */
  SINGLE("get, one at a time", "get-single", RAW_SINGLE),
  /** Our get from many callers; those of one tick of the event loop are joined. */
  JOINED("get, joined", "get-joined", RAW_POOLED, RAW_PIPELINED),
  /** Our put-if-newer from many callers, each newer than what is there. */
  PUT("put if newer", "put-if-newer", RAW_PIPELINED),
  /** All entries, page by page, in as many ranges as a copy uses. */
  SCAN("scan, entries", "scan", RAW_PIPELINED),
  /** A whole copy into an empty store of the same engine, checkpoints included. */
  COPY("copy, entries", "copy", RAW_PIPELINED);

  private final String title;
  private final String label;
  private final List<StoreMeasure> bases;

  StoreMeasure(String title, String label, StoreMeasure... bases) {
    this.title = title;
    this.label = label;
    this.bases = List.of(bases);
  }

  /** For people. */
  String title() {
    return title;
  }

  /** For programs. */
  String label() {
    return label;
  }

  /** What it is held against; a client that does not pipeline stands in by its pool. */
  List<StoreMeasure> bases(Set<StoreMeasure> measured) {
    List<StoreMeasure> there = bases.stream().filter(measured::contains).toList();
    return there.isEmpty() && bases.contains(RAW_PIPELINED) && measured.contains(RAW_POOLED)
        ? List.of(RAW_POOLED)
        : there;
  }

  /** True if it lasts as long as one likes; a scan or a copy is over when it is done. */
  boolean takesTurns() {
    return this != SCAN && this != COPY;
  }

  /** True if a client that can do so much has it. */
  boolean fits(RawClient client) {
    return this == RAW_POOLED ? client.pools() : this != RAW_PIPELINED || client.pipelines();
  }
}
