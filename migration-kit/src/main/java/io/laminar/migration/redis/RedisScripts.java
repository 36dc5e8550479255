package io.laminar.migration.redis;

import io.laminar.migration.codec.Format;

/**
 * The Lua scripts. Each touches one key or several, and where the store {@linkplain ListedKeys
 * lists its keys} also their list, as the last key. One that touches several says of a key that it
 * could not handle {@code ERR [n] why}, and has handled the others.
 */
final class RedisScripts {

  private RedisScripts() {}

  /** What is said of each key to {@link #PUT_IF_NEWER}. */
  static final int MARK_BYTES = 17;

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
   * Writes those that are newer. Keys, and the list if there is one; for all keys together {@value
   * #MARK_BYTES} bytes each: its version (8), time to expire at in milliseconds (8, 0 = never), 1
   * if the key shall be removed instead (a tombstone in the plain format); then for each key the
   * bytes to store. For each 1 if it was written, else 0.
   */
  static final RedisScript PUT_IF_NEWER =
      RedisScript.of(
          HEADER
              + """
              local count, list = #ARGV - 1, KEYS[#ARGV]
              local function put(key, bytes, high, low, ends, removes)
                local there = redis.pcall('GETRANGE', key, 0, 11)
                if type(there) == 'table' then return there end
                local old_high, old_low = version_of(there)
                if old_high > high or (old_high == high and old_low >= low) then
                  if old_high > 0 or old_low > 0 or redis.call('EXISTS', key) == 1 then
                    return false
                  end
                end
                if removes then return redis.pcall('DEL', key) end
                if ends == 0 then return redis.pcall('SET', key, bytes) end
                return redis.pcall('SET', key, bytes, 'PXAT', string.format('%.0f', ends))
              end
              local answer, failed = {}, nil
              for i = 1, count do
                local high, low, ends_high, ends_low, removes =
                  struct.unpack('>I4I4I4I4B', ARGV[1], 17 * i - 16)
                local ends = ends_high * 4294967296 + ends_low
                local result = put(KEYS[i], ARGV[i + 1], high, low, ends, removes == 1)
                answer[i] = result and 1 or 0
                if type(result) == 'table' and result.err then
                  failed = failed or 'ERR [' .. (i - 1) .. '] ' .. result.err
                elseif result and list then
                  if removes == 1 then
                    redis.call('ZREM', list, KEYS[i])
                  else
                    redis.call('ZADD', list, 0, KEYS[i])
                  end
                end
              end
              if failed then return redis.error_reply(failed) end
              return answer
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
   * For each key the bytes under it and when they end by the server's clock, in milliseconds since
   * the epoch: read at one instant, so that neither the way nor our own clock adds to it. 0 = they
   * never end. What is in an envelope says so itself, and its key is not asked.
   */
  static final RedisScript READ =
      RedisScript.of(
          """
          local now = redis.call('TIME')
          local now_millis = now[1] * 1000 + math.floor(now[2] / 1000)
          local answer, failed = {}, nil
          for i = 1, #KEYS do
            local value = redis.pcall('GET', KEYS[i])
            local ends = 0
            if type(value) == 'table' then
              failed = failed or 'ERR [' .. (i - 1) .. '] ' .. value.err
              value = false
            elseif value and (#value < %d or string.sub(value, 1, 4) ~= '%s') then
              local left = redis.call('PTTL', KEYS[i])
              if left >= 0 then ends = now_millis + left end
            end
            answer[2 * i - 1] = value
            answer[2 * i] = ends
          end
          if failed then return redis.error_reply(failed) end
          return answer
          """
              .formatted(Format.HEADER_BYTES, MAGIC));

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
