package io.laminar.stats.spill;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A folder of one process's own within the shared one: the first that nobody holds. So a process
 * that is started again finds what the one before it left.
 */
final class Slot {

  private static final int MOST = 1_024;
  private static final String LOCK = "lock";

  private final Path folder;
  private final FileChannel channel;

  private Slot(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  static Slot take(Path shared) throws IOException {
    for (int number = 0; number < MOST; number++) {
      Path folder = Files.createDirectories(shared.resolve(Integer.toString(number)));
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isLocked(channel)) {
        return new Slot(folder, channel);
      }
      channel.close();
    }
    throw new IOException("each of " + MOST + " folders in " + shared + " is held by a process");
  }

  Path folder() {
    return folder;
  }

  void giveBack() throws IOException {
    channel.close();
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // held within this process
    }
  }
}
