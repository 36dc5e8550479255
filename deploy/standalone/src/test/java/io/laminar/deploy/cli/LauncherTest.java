package io.laminar.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script at the root, in a folder of its own with a java and a mvn that only say their
 * arguments.
 */
class LauncherTest {

  private static final Path SCRIPT = Path.of("..", "..", "laminar").toAbsolutePath().normalize();
  private static final Path JAR = Path.of("deploy", "standalone", "target", "laminar.jar");

  @TempDir Path folder;

  private Path root;
  private Path programs;

  private record Result(int code, String out, String err) {}

  @BeforeEach
  void copyScript() throws IOException {
    root = Files.createDirectories(folder.resolve("a root"));
    programs = Files.createDirectories(folder.resolve("programs"));
    Files.copy(SCRIPT, root.resolve("laminar"));
    source("pom.xml");
    source("bidder/src/main/java/A.java");
    java("17.0.9");
    program("mvn", "echo built; mkdir -p deploy/standalone/target; touch " + JAR);
  }

  @Test
  void buildsWhenThereIsNoJarAndHandsOverTheArguments() throws Exception {
    Result result = laminar(Map.of(), "config", "two words");

    assertThat(result.err).contains("building").contains("built");
    assertThat(result.out).contains("-jar|" + root.resolve(JAR) + "|config|two words|");
    assertThat(result.code).isEqualTo(7);
  }

  @Test
  void doesNotBuildWhenNothingIsNewer() throws Exception {
    jarOf(Instant.now());

    Result result = laminar(Map.of(), "config");

    assertThat(result.err).isEmpty();
    assertThat(result.out).contains("|config|");
  }

  @Test
  void buildsWhenASourceIsNewerButNotForATest() throws Exception {
    jarOf(Instant.now().minusSeconds(60));
    source("bidder/src/test/java/ATest.java");
    touch(root.resolve("bidder/src/test/java/ATest.java"), Instant.now());
    String before = laminar(Map.of(), "config").err;

    touch(root.resolve("bidder/src/main/java/A.java"), Instant.now().minusSeconds(30));
    String after = laminar(Map.of(), "config").err;

    assertThat(before).isEmpty();
    assertThat(after).contains("building");
  }

  @Test
  void worksThroughALink() throws Exception {
    jarOf(Instant.now());
    Path first = Files.createSymbolicLink(folder.resolve("first"), root.resolve("laminar"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), first.getFileName());

    Result result = run(Map.of(), List.of("sh", second.toString(), "config"));

    assertThat(result.out).contains(root.resolve(JAR) + "|config|");
  }

  @Test
  void addsTheFlagsOfThePerson() throws Exception {
    jarOf(Instant.now());

    Result result = laminar(Map.of("JAVA_OPTS", "-Xmx3g -Dx=y"), "config");

    assertThat(result.out).contains("|-Xmx3g|-Dx=y|-jar|");
  }

  @Test
  void refusesAnOldJava() throws Exception {
    java("11.0.2");

    Result result = laminar(Map.of(), "config");

    assertThat(result.code).isEqualTo(1);
    assertThat(result.err).contains("is Java 11, 17 or newer is needed");
  }

  @Test
  void refusesAJavaHomeWithoutJava() throws Exception {
    Result result = laminar(Map.of("JAVA_HOME", "/nowhere"), "config");

    assertThat(result.code).isEqualTo(1);
    assertThat(result.err).contains("JAVA_HOME is /nowhere");
  }

  @Test
  void failsWhenTheBuildFails() throws Exception {
    program("mvn", "echo broken; exit 3");

    Result result = laminar(Map.of(), "config");

    assertThat(result.code).isEqualTo(1);
    assertThat(result.err).contains("broken").contains("the build failed");
    assertThat(result.out).isEmpty();
  }

  private void java(String version) throws IOException {
    program(
        "java",
        """
        case $1 in
          -version) echo 'openjdk version "%s" 2026-01-01' >&2 ;;
          --list-modules) echo jdk.compiler@17 ;;
          *) printf '%%s|' "$@"; exit 7 ;;
        esac
        """
            .formatted(version));
  }

  private void program(String name, String text) throws IOException {
    Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void source(String name) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    touch(file, Instant.now().minusSeconds(3600));
  }

  private void jarOf(Instant time) throws IOException {
    Files.createDirectories(root.resolve(JAR).getParent());
    touch(Files.writeString(root.resolve(JAR), ""), time);
  }

  private static void touch(Path file, Instant time) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(time));
  }

  private Result laminar(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", root.resolve("laminar").toString()));
    command.addAll(List.of(arguments));
    return run(environment, command);
  }

  private Result run(Map<String, String> environment, List<String> command) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    var builder = new ProcessBuilder(command).redirectOutput(out.toFile());
    builder.redirectError(err.toFile()).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_"));
    builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
