package io.laminar.migration.proxy.command;

import io.laminar.migration.proxy.resp.Reply;
import io.laminar.migration.proxy.resp.Request;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Why a command that Redis has is not honoured here. */
final class Refusals {

  private static final Map<String, String> REASON_BY_NAME = new HashMap<>();

  static {
    refuse(
        "the layer over the stores has no transactions: each command stands for itself",
        "MULTI EXEC DISCARD WATCH UNWATCH");
    refuse(
        "scripts run inside one engine, and the data may be in another",
        "EVAL EVAL_RO EVALSHA EVALSHA_RO SCRIPT FUNCTION FCALL FCALL_RO");
    refuse(
        "the layer over the stores holds strings only, no hashes",
        "HSET HGET HMSET HMGET HDEL HGETALL HKEYS HVALS HLEN HEXISTS HINCRBY HINCRBYFLOAT HSETNX"
            + " HSCAN HRANDFIELD HSTRLEN");
    refuse(
        "the layer over the stores holds strings only, no lists",
        "LPUSH RPUSH LPUSHX RPUSHX LPOP RPOP LRANGE LLEN LINDEX LSET LREM LTRIM LINSERT LPOS LMOVE"
            + " LMPOP BLPOP BRPOP BLMOVE BLMPOP RPOPLPUSH BRPOPLPUSH");
    refuse(
        "the layer over the stores holds strings only, no sets",
        "SADD SREM SMEMBERS SISMEMBER SMISMEMBER SCARD SPOP SRANDMEMBER SMOVE SUNION SINTER SDIFF"
            + " SINTERCARD SUNIONSTORE SINTERSTORE SDIFFSTORE SSCAN");
    refuse(
        "the layer over the stores holds strings only, no sorted sets",
        "ZADD ZREM ZRANGE ZRANGEBYSCORE ZREVRANGE ZREVRANGEBYSCORE ZRANGEBYLEX ZSCORE ZMSCORE ZCARD"
            + " ZCOUNT ZINCRBY ZRANK ZREVRANK ZPOPMIN ZPOPMAX BZPOPMIN BZPOPMAX ZSCAN ZUNION ZINTER"
            + " ZDIFF ZUNIONSTORE ZINTERSTORE ZRANDMEMBER ZREMRANGEBYRANK ZREMRANGEBYSCORE");
    refuse(
        "the layer over the stores holds strings only",
        "XADD XREAD XRANGE XREVRANGE XLEN XDEL XTRIM XGROUP XREADGROUP XACK XINFO XCLAIM"
            + " XAUTOCLAIM XPENDING GEOADD GEOPOS GEODIST GEOSEARCH GEORADIUS PFADD PFCOUNT PFMERGE"
            + " SETBIT GETBIT BITCOUNT BITPOS BITOP BITFIELD");
    refuse(
        "the layer over the stores changes each key by itself, never two at one instant",
        "MSETNX RENAME RENAMENX COPY MOVE SWAPDB LCS");
    refuse(
        "it is read and written whole: use GET and SET",
        "GETRANGE SUBSTR SETRANGE INCRBYFLOAT DUMP RESTORE OBJECT SORT SORT_RO");
    refuse("it would hold up everyone else: use SCAN", "KEYS RANDOMKEY");
    refuse(
        "it would delete what others keep on the same server: delete keys by DEL",
        "FLUSHDB FLUSHALL");
    refuse(
        "the layer over the stores sends no messages",
        "SUBSCRIBE UNSUBSCRIBE PSUBSCRIBE PUNSUBSCRIBE PUBLISH PUBSUB SSUBSCRIBE SUNSUBSCRIBE"
            + " SPUBLISH MONITOR");
    refuse(
        "the proxy is no server with data of its own; see to the stores themselves",
        "SAVE BGSAVE BGREWRITEAOF LASTSAVE SHUTDOWN REPLICAOF SLAVEOF FAILOVER PSYNC SYNC REPLCONF"
            + " ROLE WAIT WAITAOF CLUSTER READONLY READWRITE ASKING MIGRATE DEBUG MEMORY LATENCY"
            + " SLOWLOG MODULE ACL TIME LOLWUT");
  }

  private static final int SHOWN_BYTES = 128;

  private Refusals() {}

  /** The answer for a command that there is not. */
  static Reply.Failure of(Request request) {
    String reason = REASON_BY_NAME.get(request.name());
    return reason == null
        ? unknown(request)
        : new Reply.Failure(
            "ERR '"
                + request.text(0).toLowerCase(Locale.ROOT)
                + "' is not honoured by this proxy: "
                + reason,
            Reply.Blame.LAYER);
  }

  private static void refuse(String reason, String names) {
    for (String name : names.split(" ")) {
      REASON_BY_NAME.put(name, reason);
    }
  }

  /** In Redis's words, since clients look for them. */
  private static Reply.Failure unknown(Request request) {
    var arguments = new StringBuilder();
    for (int i = 1; i < request.size() && arguments.length() < SHOWN_BYTES; i++) {
      arguments.append('\'').append(cut(request.text(i))).append("' ");
    }
    return Reply.error(
        "unknown command '" + cut(request.text(0)) + "', with args beginning with: " + arguments);
  }

  private static String cut(String text) {
    return text.length() > SHOWN_BYTES ? text.substring(0, SHOWN_BYTES) : text;
  }
}
