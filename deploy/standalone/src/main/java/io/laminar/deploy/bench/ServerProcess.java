package io.laminar.deploy.bench;

import io.laminar.deploy.servers.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The process of a {@link ConstantServer}. */
final class ServerProcess implements AutoCloseable {

  private static final long START_SECONDS = 60;
  private static final long END_SECONDS = 10;

  private final Process process;
  private final Writer input;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    this.port = port;
  }

  /**
   * Starts it and waits until it listens.
   *
   * @throws IOException if it does not
   */
  static ServerProcess start(int loops, int answerBytes) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms256m",
            "-Xmx256m",
            "-XX:-UsePerfData",
            ConstantServer.class.getName(),
            Integer.toString(loops),
            Integer.toString(answerBytes));
    builder.environment().putAll(Programs.ownClassPath());
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      return new ServerProcess(process, readPort(process));
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  String url() {
    return "http://127.0.0.1:" + port + "/openrtb2/bid";
  }

  /** Lets it answer nothing for so long. */
  void stall(Duration time) throws IOException {
    input.write(ConstantServer.STALL + time.toMillis() + "\n");
    input.flush();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try (input) {
      input.flush();
    }
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private static int readPort(Process process) throws IOException, InterruptedException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    CompletableFuture<String> line =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return output.readLine();
              } catch (IOException e) {
                return null;
              }
            });
    try {
      String port = line.get(START_SECONDS, TimeUnit.SECONDS);
      if (port == null) {
        throw new IOException("the constant server ended with " + process.waitFor());
      }
      return Integer.parseInt(port);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the constant server is not up after " + START_SECONDS + " s", e);
    }
  }
}
