package io.laminar.stats.spill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that is being written. */
final class Segment {

  private static final Logger LOG = LoggerFactory.getLogger(Segment.class);

  private final Path file;
  private final FileChannel channel;
  private long length;
  private boolean broken;

  private Segment(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Makes a file that is not there, name and all on the disk. */
  static Segment create(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    var segment = new Segment(file, channel);
    try {
      segment.write(Frames.head());
      channel.force(true);
      forceFolder(file.getParent());
      return segment;
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  Path file() {
    return file;
  }

  long length() {
    return length;
  }

  /** True if nothing may be added any more. */
  boolean isBroken() {
    return broken;
  }

  /** Adds records, all or none, and waits for the disk. */
  void append(List<byte[]> records, int bytes) throws IOException {
    long before = length;
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    records.forEach(record -> Frames.put(buffer, record));
    try {
      write(buffer.flip());
      channel.force(false);
    } catch (IOException e) {
      undo(before);
      throw e;
    }
  }

  void close() throws IOException {
    channel.close();
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      length += channel.write(bytes, length);
    }
  }

  /** What nobody was told of must not be read back as if it had been kept. */
  private void undo(long before) {
    try {
      channel.truncate(before);
      length = before;
    } catch (IOException e) {
      // It may be read back after all: then it is sent, too, and counts once. But nothing may
      // follow it, for what is torn hides what comes after.
      broken = true;
      LOG.warn("{} cannot be cut back to {} bytes", file, before, e);
    }
  }

  private static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
