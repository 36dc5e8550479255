/**
 * Redis, 6.2 and later: one pipelined connection per event loop, look-ups of one tick joined into
 * one {@code MGET}, conditional writes as Lua scripts on one key. Start reading at {@link
 * io.laminar.migration.redis.RedisStore}.
 */
package io.laminar.migration.redis;
