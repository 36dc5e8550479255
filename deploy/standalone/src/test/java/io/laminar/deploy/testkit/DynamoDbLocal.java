package io.laminar.deploy.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where DynamoDB Local is: its class path, which the module {@code deploy/dynamodb-local} wrote
 * down while it was built. {@code LAMINAR_TEST_DYNAMODB_CLASS_PATH} names another file.
 */
final class DynamoDbLocal {

  private static final String WRITTEN_BY_THE_BUILD = "../dynamodb-local/target/class-path.txt";

  private DynamoDbLocal() {}

  static String classPath() {
    Path file = Path.of(TestSettings.read("dynamodb-class-path", WRITTEN_BY_THE_BUILD));
    if (!Files.exists(file)) {
      throw new IllegalStateException(
          "no class path of DynamoDB Local in "
              + file.toAbsolutePath().normalize()
              + ": run mvn package -pl deploy/dynamodb-local, or name the file with"
              + " LAMINAR_TEST_DYNAMODB_CLASS_PATH");
    }
    try {
      return Files.readString(file).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
