package io.laminar.bidder.catalog;

import io.laminar.bidder.campaign.CampaignFile;
import io.laminar.bidder.campaign.CampaignSet;
import io.laminar.migration.config.ConfigurationException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A YAML file. It is read again when its time, size or identity has changed, and parsed again when
 * its bytes have; a file that is written while it is read is read once more at the next look. Put a
 * new file in place by renaming it, so that no half of it is seen.
 */
public final class FileSource implements CampaignSource {

  private final Vertx vertx;
  private final Path path;
  private Stamp stamp;
  private byte[] bytes;

  private record Stamp(long millis, long size, Object file) {}

  public FileSource(Vertx vertx, Path path) {
    this.vertx = vertx;
    this.path = path;
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public Future<Optional<CampaignSet>> changed() {
    return vertx.executeBlocking(this::read, false);
  }

  private Optional<CampaignSet> read() {
    try {
      Stamp before = stamp();
      if (before.equals(stamp)) {
        return Optional.empty();
      }
      byte[] read = Files.readAllBytes(path);
      if (!before.equals(stamp())) {
        return Optional.empty(); // being written
      }
      stamp = before;
      if (Arrays.equals(read, bytes)) {
        return Optional.empty();
      }
      bytes = read;
      return Optional.of(
          CampaignFile.parse(new String(read, StandardCharsets.UTF_8), path.toString()));
    } catch (IOException e) {
      stamp = null;
      throw new ConfigurationException(List.of(path + ": cannot be read: " + e));
    }
  }

  private Stamp stamp() throws IOException {
    var attributes = Files.readAttributes(path, BasicFileAttributes.class);
    return new Stamp(
        attributes.lastModifiedTime().toMillis(), attributes.size(), attributes.fileKey());
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
