package io.laminar.stats.spill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records on the local disk, in files of a few megabytes, read back in the order they were kept.
 *
 * <p>{@link #keep} returns when the disk has the records (one {@code fsync} for all of a call), so
 * they outlive the process and the machine's power. {@link #next} reads from the oldest file; a
 * file is deleted once {@link #done} was told of all of it, so whoever dies in between reads some
 * records twice. A file that ends within a record, as after a crash, counts up to there: what is
 * missing was never said to be kept. A record whose checksum is wrong is passed over, counted, and
 * its file kept beside under {@code .damaged}. For one thread; the numbers are for any.
 */
public final class Spill {

  private static final Logger LOG = LoggerFactory.getLogger(Spill.class);
  private static final int SEGMENT_BYTES = 4 << 20;
  private static final String SUFFIX = ".spill";

  private final Slot slot;
  private final long limitBytes;
  private final Deque<Path> sealed = new ArrayDeque<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong damaged = new AtomicLong();
  private Segment writing;
  private long lastNumber;
  private Path reading;
  private byte[] content;
  private int position;
  private boolean isDamaged;

  private Spill(Slot slot, long limitBytes) {
    this.slot = slot;
    this.limitBytes = limitBytes;
  }

  /**
   * Opens the first folder that no process holds, with what is in it.
   *
   * @param shared made if it is not there
   * @param limitBytes of all files together
   * @throws SpillException if it cannot be used
   */
  public static Spill open(Path shared, long limitBytes) throws SpillException {
    Slot slot = null;
    try {
      slot = Slot.take(shared);
      var spill = new Spill(slot, limitBytes);
      spill.find();
      return spill;
    } catch (IOException e) {
      if (slot != null) {
        release(slot);
      }
      throw new SpillException("cannot keep notices in " + shared + ": " + reason(e), e);
    }
  }

  /** Bytes that are kept. */
  public long bytes() {
    return bytes.get();
  }

  /** Records that were passed over, since they are not what was written. */
  public long damaged() {
    return damaged.get();
  }

  /** True if nothing is kept. */
  public boolean isEmpty() {
    return reading == null && sealed.isEmpty() && writing == null;
  }

  /** Where it is. */
  public Path folder() {
    return slot.folder();
  }

  /**
   * Keeps records, all or none.
   *
   * @throws SpillException if the limit or the disk does not allow it
   */
  public void keep(List<byte[]> records) throws SpillException {
    int more = records.stream().mapToInt(record -> Frames.FRAME_BYTES + record.length).sum();
    if (bytes.get() + Frames.HEAD_BYTES + more > limitBytes) {
      throw new SpillException(
          String.format(
              Locale.ROOT,
              "%s holds %,d bytes and may hold %,d (%s)",
              slot.folder(),
              bytes.get(),
              limitBytes,
              SpillOptions.LIMIT.key()),
          null);
    }
    try {
      if (writing != null && (writing.isBroken() || writing.length() > SEGMENT_BYTES)) {
        seal();
      }
      if (writing == null) {
        writing = Segment.create(slot.folder().resolve(name(++lastNumber)));
        bytes.addAndGet(writing.length());
      }
      long before = writing.length();
      try {
        writing.append(records, more);
      } finally {
        bytes.addAndGet(writing.length() - before);
      }
    } catch (IOException e) {
      throw new SpillException("cannot write in " + slot.folder() + ": " + reason(e), e);
    }
  }

  /**
   * Reads on.
   *
   * @param most records at once
   * @return the next ones, in the order they were kept; empty if there are no more
   * @throws SpillException if a file cannot be read
   */
  public List<byte[]> next(int most) throws SpillException {
    List<byte[]> records = new ArrayList<>();
    try {
      while (records.size() < most && hasContent(records.isEmpty())) {
        Optional<Frames.Frame> frame = Frames.at(content, position);
        if (frame.isEmpty()) {
          tellIfTorn();
          position = content.length;
        } else {
          position = frame.get().next();
          frame.get().record().ifPresentOrElse(records::add, this::damage);
        }
      }
      return records;
    } catch (IOException e) {
      throw new SpillException("cannot read in " + slot.folder() + ": " + reason(e), e);
    }
  }

  /**
   * All that {@link #next} has given so far is safe elsewhere.
   *
   * @throws SpillException if a file cannot be deleted
   */
  public void done() throws SpillException {
    try {
      if (reading != null && position == content.length) {
        drop();
      }
    } catch (IOException e) {
      throw new SpillException("cannot delete in " + slot.folder() + ": " + reason(e), e);
    }
  }

  /** Lets go of the folder; what is kept stays. */
  public void close() throws IOException {
    if (writing != null) {
      writing.close();
    }
    release(slot);
  }

  private void find() throws IOException {
    try (Stream<Path> files = Files.list(slot.folder())) {
      List<Path> found =
          files
              .filter(file -> file.getFileName().toString().matches("\\d{10}\\.spill"))
              .sorted()
              .toList();
      for (Path file : found) {
        sealed.add(file);
        bytes.addAndGet(Files.size(file));
        lastNumber = Long.parseLong(file.getFileName().toString().substring(0, 10));
      }
    }
    if (!sealed.isEmpty()) {
      LOG.info("{} holds {} bytes of an earlier run", slot.folder(), bytes);
    }
  }

  /** Makes sure that there is something to read; goes to another file only if that is allowed. */
  private boolean hasContent(boolean mayMoveOn) throws IOException {
    while (reading == null || position == content.length) {
      if (!mayMoveOn) {
        return false; // what was read of the last file must be told to be done first
      }
      if (reading != null) {
        drop();
      }
      if (sealed.isEmpty() && writing != null) {
        seal();
      }
      if (sealed.isEmpty()) {
        return false;
      }
      open(sealed.poll());
    }
    return true;
  }

  private void open(Path file) throws IOException {
    content = Files.readAllBytes(file);
    reading = file;
    isDamaged = false;
    position = Frames.HEAD_BYTES;
    if (!Frames.isHead(content)) {
      if (content.length >= Frames.HEAD_BYTES) {
        LOG.error("{} is not a file of kept notices", file);
        damage();
      }
      position = content.length;
    }
  }

  private void damage() {
    damaged.incrementAndGet();
    isDamaged = true;
    LOG.error("{} has a damaged record before byte {}", reading, position);
  }

  private void tellIfTorn() {
    if (position < content.length) {
      LOG.warn(
          "{} ends within a record: {} bytes at byte {} were never said to be kept",
          reading,
          content.length - position,
          position);
    }
  }

  private void drop() throws IOException {
    if (isDamaged) {
      Files.move(
          reading,
          reading.resolveSibling(reading.getFileName() + ".damaged"),
          StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.deleteIfExists(reading);
    }
    bytes.addAndGet(-content.length);
    reading = null;
    content = null;
  }

  private void seal() throws IOException {
    writing.close();
    sealed.add(writing.file());
    writing = null;
  }

  private static String name(long number) {
    return String.format(Locale.ROOT, "%010d", number) + SUFFIX;
  }

  private static void release(Slot slot) {
    try {
      slot.giveBack();
    } catch (IOException e) {
      LOG.warn("{} cannot be given back", slot.folder(), e);
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
