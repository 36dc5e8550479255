package io.laminar.deploy.servers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the servers and deletes the folders of processes that could not do so themselves. */
final class StaleRuns {

  static final String LOCK = "lock";
  static final String CHILDREN = "children";

  private static final Logger LOG = LoggerFactory.getLogger(StaleRuns.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private StaleRuns() {}

  /**
   * Cleans every run folder that nobody holds. Problems are logged, not thrown: a folder that
   * cannot be cleaned does not stop a new run.
   *
   * @param mine folders that this process holds
   */
  static void clean(Path runs, Set<Path> mine) {
    for (Path folder : Folders.list(runs)) {
      if (mine.contains(folder)) {
        continue;
      }
      try {
        if (!isHeld(folder)) {
          clean(folder);
        }
      } catch (IOException e) {
        LOG.warn("could not clean what an earlier run left in {}", folder, e);
      }
    }
  }

  private static boolean isHeld(Path folder) throws IOException {
    Path lock = folder.resolve(LOCK);
    if (!Files.exists(lock)) {
      return false;
    }
    try (var channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        var held = channel.tryLock()) {
      return held == null;
    }
  }

  private static void clean(Path folder) throws IOException {
    List<ChildRecord> ending = new ArrayList<>();
    for (Path file : Folders.list(folder.resolve(CHILDREN))) {
      ChildRecord.read(file).filter(ChildRecord::runs).ifPresent(ending::add);
    }
    for (ChildRecord child : ending) {
      child.stop().send(child.pid());
      Signal.CONT.send(child.pid()); // it may have been paused
    }
    for (ChildRecord child : ending) {
      end(child);
    }
    LOG.info("cleaned {}: ended {} servers of an earlier run", folder, ending.size());
    Folders.delete(folder);
  }

  private static void end(ChildRecord child) throws IOException {
    if (child.awaitEnd(PATIENCE)) {
      return;
    }
    Signal.KILL.send(child.pid());
    if (!child.awaitEnd(PATIENCE)) {
      throw new IOException("process " + child.pid() + " does not end, not even when killed");
    }
  }
}
