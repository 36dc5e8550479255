package io.laminar.deploy.servers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The servers that one process runs for itself. Starting and stopping wait, and are not for an
 * event loop.
 */
public final class EmbeddedServers implements AutoCloseable {

  /** What can be started. */
  public enum Kind {
    REDIS,
    SECOND_REDIS,
    POSTGRES,
    KAFKA
  }

  private final RunFolder run;
  private final Map<Kind, EmbeddedServer> serverByKind;

  private EmbeddedServers(RunFolder run, Map<Kind, EmbeddedServer> serverByKind) {
    this.run = run;
    this.serverByKind = serverByKind;
  }

  /**
   * Starts servers at once and waits until each answers. If one cannot be started, those that were
   * are stopped.
   *
   * @param wanted the second Redis only if the options ask for it too
   * @throws ServerException with what is wrong with each
   */
  public static EmbeddedServers start(ServersOptions options, Set<Kind> wanted) {
    RunFolder run = RunFolder.open();
    Map<Kind, EmbeddedServer> servers = new EnumMap<>(Kind.class);
    for (Kind kind : wanted) {
      if (kind != Kind.SECOND_REDIS || options.secondRedis()) {
        servers.put(kind, create(kind, options, run));
      }
    }
    var all = new EmbeddedServers(run, servers);
    List<String> problems = forEach(servers.values(), EmbeddedServer::start);
    if (!problems.isEmpty()) {
      boolean interrupted = Thread.interrupted(); // closing may wait
      all.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw new ServerException(String.join("\n", problems));
    }
    return all;
  }

  /** The address of a server; empty if it was not started. */
  public Optional<String> address(Kind kind) {
    return Optional.ofNullable(serverByKind.get(kind)).map(EmbeddedServer::address);
  }

  /**
   * A server, to be stopped, frozen or killed.
   *
   * @throws IllegalArgumentException if it was not started
   */
  public EmbeddedServer server(Kind kind) {
    EmbeddedServer server = serverByKind.get(kind);
    if (server == null) {
      throw new IllegalArgumentException("was not started: " + kind);
    }
    return server;
  }

  /** Where data and logs are while the servers run. */
  public String folder() {
    return run.path().toString();
  }

  /** Stops all of them and deletes their data. */
  @Override
  public void close() {
    List<String> problems = forEach(serverByKind.values(), EmbeddedServer::stop);
    run.close();
    if (!problems.isEmpty()) {
      throw new ServerException(String.join("\n", problems));
    }
  }

  private static EmbeddedServer create(Kind kind, ServersOptions options, RunFolder run) {
    return switch (kind) {
      case REDIS -> new EmbeddedRedis(run, options.redis(), false);
      case SECOND_REDIS -> new EmbeddedRedis(run, options.secondRedisPort(), false);
      case POSTGRES -> new EmbeddedPostgres(run, options.postgres());
      case KAFKA -> new EmbeddedKafka(run, options.kafka());
    };
  }

  private interface Action {
    void on(EmbeddedServer server);
  }

  /** Does the same to all at once, each on a thread of its own, and collects what went wrong. */
  private static List<String> forEach(Collection<EmbeddedServer> servers, Action action) {
    if (servers.isEmpty()) {
      return List.of();
    }
    ExecutorService threads = Executors.newFixedThreadPool(servers.size());
    try {
      List<CompletableFuture<Void>> actions =
          servers.stream()
              .map(server -> CompletableFuture.runAsync(() -> action.on(server), threads))
              .toList();
      return problemsOf(actions, threads);
    } finally {
      threads.shutdown();
    }
  }

  private static List<String> problemsOf(
      List<CompletableFuture<Void>> actions, ExecutorService threads) {
    List<String> problems = new ArrayList<>();
    boolean interrupted = false;
    for (CompletableFuture<Void> next : actions) {
      try {
        next.get();
      } catch (ExecutionException e) {
        problems.add(e.getCause().getMessage());
      } catch (InterruptedException e) {
        interrupted = true;
        threads.shutdownNow(); // interrupts the actions, each ends what it has begun
        next.exceptionally(failure -> null).join();
        problems.add("interrupted");
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return problems;
  }
}
