package io.laminar.migration.redis;

import io.laminar.migration.codec.Format;

/**
 * The Lua scripts. Each touches one key, and where the store {@linkplain ListedKeys lists its keys}
 * also their list, as a second key.
 */
final class RedisScripts {

  private RedisScripts() {}

  private static final String MAGIC = luaBytes(Format.MAGIC);

  /**
   * Compares two versions as pairs of 32-bit halves: Lua's numbers are doubles and would lose the
   * low bits of 64, and its string comparison depends on the locale.
   */
  private static final String HEADER =
      """
      local function version_of(head)
        if #head < 12 or string.sub(head, 1, 4) ~= '%s' then return 0, 0 end
        return struct.unpack('>I4I4', string.sub(head, 5, 12))
      end
      """
          .formatted(MAGIC);

  private static final String WRITE =
      """
      local function remove()
        if KEYS[2] then redis.call('ZREM', KEYS[2], KEYS[1]) end
        return redis.call('DEL', KEYS[1])
      end
      local function write(bytes, expires_at, removes)
        if removes == '1' then
          remove()
          return 1
        end
        if expires_at == '0' then
          redis.call('SET', KEYS[1], bytes)
        else
          redis.call('SET', KEYS[1], bytes, 'PXAT', expires_at)
        end
        if KEYS[2] then redis.call('ZADD', KEYS[2], 0, KEYS[1]) end
        return 1
      end
      """;

  /**
   * Writes if newer. Key; version (8 bytes), bytes to store, time to expire at in milliseconds (0 =
   * never), 1 if the key shall be removed instead (a tombstone in the plain format). 1 if written.
   */
  static final RedisScript PUT_IF_NEWER =
      RedisScript.of(
          HEADER
              + WRITE
              + """
              local there = redis.call('GETRANGE', KEYS[1], 0, 11)
              local high, low = version_of(there)
              local new_high, new_low = struct.unpack('>I4I4', ARGV[1])
              if high > new_high or (high == new_high and low >= new_low) then
                if high > 0 or low > 0 or redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
              end
              return write(ARGV[2], ARGV[3], ARGV[4])
              """);

  /**
   * Writes if exactly this is there. Key; bytes to store, time to expire at, 1 if the key shall be
   * removed; then the bytes that may be there, none if the key must not exist. 1 if written.
   */
  static final RedisScript COMPARE_AND_SET =
      RedisScript.of(
          WRITE
              + """
              local there = redis.call('GET', KEYS[1])
              local same = not there and #ARGV == 3
              for i = 4, #ARGV do same = same or there == ARGV[i] end
              if not same then return 0 end
              return write(ARGV[1], ARGV[2], ARGV[3])
              """);

  /** Removes if the version is this one. Key; version (8 bytes). 1 if removed. */
  static final RedisScript PURGE =
      RedisScript.of(
          HEADER
              + WRITE
              + """
              if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
              local high, low = version_of(redis.call('GETRANGE', KEYS[1], 0, 11))
              local want_high, want_low = struct.unpack('>I4I4', ARGV[1])
              if high ~= want_high or low ~= want_low then return 0 end
              return remove()
              """);

  /**
   * The bytes under a key and when they end by the server's clock, in milliseconds since the epoch:
   * read at one instant, so that neither the way nor our own clock adds to it. 0 = they never end.
   */
  static final RedisScript READ =
      RedisScript.of(
          """
          local value = redis.call('GET', KEYS[1])
          local left = redis.call('PTTL', KEYS[1])
          if left < 0 then return {value, 0} end
          local now = redis.call('TIME')
          return {value, now[1] * 1000 + math.floor(now[2] / 1000) + left}
          """);

  /**
   * The next keys of a list and what is under them; what has expired is taken off the list. The
   * list; the key to go on behind (empty = begin), how many. The last key that was looked at, empty
   * at the end of the list; then keys and bytes in turn.
   */
  static final RedisScript LIST =
      RedisScript.of(
          """
          local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
          local keys = redis.call('ZRANGEBYLEX', KEYS[1], from, '+', 'LIMIT', 0, ARGV[2])
          local answer = {#keys == tonumber(ARGV[2]) and keys[#keys] or ''}
          for i, key in ipairs(keys) do
            local value = redis.call('GET', key)
            if value then
              answer[#answer + 1] = key
              answer[#answer + 1] = value
            else
              redis.call('ZREM', KEYS[1], key)
            end
          end
          return answer
          """);

  private static String luaBytes(int fourBytes) {
    var text = new StringBuilder();
    for (int shift = 24; shift >= 0; shift -= 8) {
      text.append('\\').append(fourBytes >>> shift & 0xff);
    }
    return text.toString();
  }
}
