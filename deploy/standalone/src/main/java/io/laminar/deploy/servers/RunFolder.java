package io.laminar.deploy.servers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that this process's servers leave on the disk, and who they are.
 *
 * <p>Its owner holds a lock on a file in it, which the system drops however the owner ends, so a
 * folder without a lock is left over. Opening a folder first ends the servers that stale folders
 * name and deletes those folders: whatever killed an earlier run, this one finds its ports free.
 * Thread-safe.
 */
public final class RunFolder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
  private static final AtomicInteger OPENED = new AtomicInteger();

  // Closing any channel on a file drops this process's lock on it: never touch our own from here.
  private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

  private final Path base;
  private final Path folder;
  private final FileChannel lockChannel;
  private final AtomicInteger servers = new AtomicInteger();

  private RunFolder(Path base, Path folder, FileChannel lockChannel) {
    this.base = base;
    this.folder = folder;
    this.lockChannel = lockChannel;
  }

  /** Opens a folder below {@code java.io.tmpdir}, after cleaning what dead processes left there. */
  public static RunFolder open() {
    return open(
        Path.of(
            System.getProperty("java.io.tmpdir"), "laminar-" + System.getProperty("user.name")));
  }

  /** Opens a folder below {@code base}, which only this user may enter. */
  public static RunFolder open(Path base) {
    Folders.ownerOnly(base);
    Path runs = Folders.ownerOnly(base.resolve("runs"));
    try {
      return oneAtATime(
          base,
          () -> {
            StaleRuns.clean(runs, OPEN_HERE);
            return create(base, runs);
          });
    } catch (IOException e) {
      throw new ServerException("cannot open a run folder in " + base, e);
    }
  }

  private interface Step<T> {
    T run() throws IOException;
  }

  /** So that nobody takes a folder for stale that is not locked yet, or only half deleted. */
  private static <T> T oneAtATime(Path base, Step<T> step) throws IOException {
    synchronized (RunFolder.class) {
      try (var gate = channel(base.resolve("lock"));
          FileLock held = gate.lock()) {
        return step.run();
      }
    }
  }

  private static RunFolder create(Path base, Path runs) throws IOException {
    String name =
        ProcessHandle.current().pid()
            + "-"
            + ProcessHandle.current().info().startInstant().orElseGet(Instant::now).toEpochMilli()
            + "-"
            + OPENED.incrementAndGet();
    Path folder = Folders.ownerOnly(runs.resolve(name));
    OPEN_HERE.add(folder);
    Folders.ownerOnly(folder.resolve(StaleRuns.CHILDREN));
    FileChannel lockChannel = channel(folder.resolve(StaleRuns.LOCK));
    lockChannel.lock();
    return new RunFolder(base, folder, lockChannel);
  }

  /** Where the data and logs of this run are. */
  public Path path() {
    return folder;
  }

  /** A new folder for one server. */
  Path newServerFolder(String name) {
    return Folders.ownerOnly(folder.resolve(name + "-" + servers.incrementAndGet()));
  }

  /** Where unpacked binaries stay, for later runs too. */
  Path binaries() {
    return Folders.ownerOnly(base.resolve("binaries"));
  }

  /** Notes that a process is ours, so that a later run may end it if this one cannot. */
  void record(ChildRecord child) {
    try {
      child.write(folder.resolve(StaleRuns.CHILDREN));
    } catch (IOException e) {
      throw new ServerException("cannot note process " + child.pid() + " in " + folder, e);
    }
  }

  /** Takes the note back, once the process has ended. */
  void forget(ChildRecord child) {
    try {
      child.delete(folder.resolve(StaleRuns.CHILDREN));
    } catch (IOException e) {
      throw new ServerException("cannot forget process " + child.pid() + " in " + folder, e);
    }
  }

  /** Deletes the folder. All its servers must have been stopped. */
  @Override
  public synchronized void close() {
    if (!OPEN_HERE.contains(folder)) {
      return;
    }
    try {
      oneAtATime(base, this::delete);
    } catch (IOException e) {
      LOG.warn("could not delete {}; the next start will try again", folder, e);
    } finally {
      OPEN_HERE.remove(folder);
    }
  }

  private Void delete() throws IOException {
    Folders.delete(folder);
    lockChannel.close();
    return null;
  }

  private static FileChannel channel(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }
}
