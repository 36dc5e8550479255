package io.laminar.migration.replicate;

import static io.vertx.redis.client.Request.cmd;

import io.laminar.migration.redis.RedisLink;
import io.laminar.migration.route.Side;
import io.laminar.migration.scan.Loop;
import io.laminar.migration.store.StoreException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether two Redis servers can follow each other in turns: who they are, what they hold beside the
 * migration's entries, whose replicas they are, and whether the user may change that. One use.
 */
final class RedisCheck {

  private static final int KEYS_A_CALL = 1_000;

  /** Walks some keys; cursor, how many, legal beginnings. The next cursor and a key without one. */
  private static final String FIND_FOREIGN =
      """
      local found = redis.call('SCAN', ARGV[1], 'COUNT', ARGV[2])
      for _, key in ipairs(found[2]) do
        local known = false
        for i = 3, #ARGV do known = known or string.sub(key, 1, #ARGV[i]) == ARGV[i] end
        if not known then return {found[1], key} end
      end
      return {found[1], ''}
      """;

  private final Map<Side, RedisServer> serverBySide;
  private final Map<Side, RedisLink> linkBySide;
  private final List<String> ours;
  private final boolean mayOverwrite;
  private final Obstacles obstacles = new Obstacles();
  private final Map<String, Side> sideByRunId = new HashMap<>();

  RedisCheck(
      Map<Side, RedisServer> serverBySide,
      Map<Side, RedisLink> linkBySide,
      String namespace,
      boolean mayOverwrite) {
    this.serverBySide = serverBySide;
    this.linkBySide = linkBySide;
    // the entries, and what the kit keeps beside them
    this.ours = List.of(namespace + ":", namespace + "_dirty:", namespace + "_checkpoint:");
    this.mayOverwrite = mayOverwrite;
  }

  /** Fails with everything that is in the way. */
  Future<Void> run() {
    return check(Side.OLD).compose(old -> check(Side.NEW)).compose(both -> obstacles.verdict());
  }

  private Future<Void> check(Side side) {
    return ask(side, cmd(Command.INFO))
        .map(answer -> RedisRole.of(answer.toString()))
        .compose(
            role -> {
              obstacles.addIf(
                  "1".equals(role.facts().get("cluster_enabled")),
                  side + " is part of a Redis Cluster, which has no REPLICAOF");
              obstacles.addIf(
                  sideByRunId.put(String.valueOf(role.facts().get("run_id")), side) != null,
                  "old and new are one server");
              checkDatabases(side, role.facts());
              return checkRole(side, role).compose(known -> checkKeys(side, role));
            });
  }

  /** The migration's own replica is as good as an empty server. */
  private boolean isOurReplica(Side side, RedisRole role) {
    return side == Side.NEW && role.follows(serverBySide.get(Side.OLD));
  }

  private void checkDatabases(Side side, Map<String, String> facts) {
    String own = "db" + serverBySide.get(side).database();
    facts.keySet().stream()
        .filter(name -> name.matches("db\\d+") && !name.equals(own))
        .sorted()
        .forEach(
            name ->
                obstacles.add(
                    side + " holds keys in " + name + " too, which a replica would lose"));
  }

  private Future<Void> checkRole(Side side, RedisRole role) {
    if (isOurReplica(side, role)) {
      return Future.succeededFuture();
    }
    if (role.isReplica()) {
      obstacles.add(side + " is a replica of " + role.master() + " already");
      return Future.succeededFuture();
    }
    // on a master this changes nothing, and tells whether the user may
    return ask(side, cmd(Command.REPLICAOF).arg("NO").arg("ONE"))
        .<Void>mapEmpty()
        .recover(
            cause -> {
              if (cause instanceof StoreException refused
                  && refused.kind() == StoreException.Kind.REFUSED) {
                obstacles.add(side + " does not take REPLICAOF: " + refused.reason());
                return Future.succeededFuture();
              }
              return Future.failedFuture(cause);
            });
  }

  private Future<Void> checkKeys(Side side, RedisRole role) {
    boolean mustBeEmpty = side == Side.NEW && !mayOverwrite && !isOurReplica(side, role);
    if (!mustBeEmpty) {
      return findForeign(side);
    }
    return ask(side, cmd(Command.DBSIZE))
        .map(
            size -> {
              obstacles.addIf(
                  size.toLong() > 0,
                  "new holds "
                      + size
                      + " keys, which a replica would lose: empty it, or name another server");
              return null;
            });
  }

  private Future<Void> findForeign(Side side) {
    String[] cursor = {"0"};
    return Loop.until(
        () ->
            ask(side, scan(cursor[0]))
                .map(
                    answer -> {
                      cursor[0] = answer.get(0).toString();
                      String foreign = answer.get(1).toString();
                      obstacles.addIf(
                          !foreign.isEmpty(),
                          side
                              + " holds other keys, such as "
                              + foreign
                              + ", which a replica would lose or refuse to write");
                      return !foreign.isEmpty() || cursor[0].equals("0");
                    }));
  }

  private Request scan(String cursor) {
    var call = cmd(Command.EVAL).arg(FIND_FOREIGN).arg(0).arg(cursor).arg(KEYS_A_CALL);
    ours.forEach(call::arg);
    return call;
  }

  private Future<Response> ask(Side side, Request request) {
    return linkBySide.get(side).send("look whether it can follow and be followed", request);
  }
}
