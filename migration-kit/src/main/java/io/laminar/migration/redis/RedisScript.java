package io.laminar.migration.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A script and the digest that Redis knows it by once it is loaded.
 *
 * @param sha1 40 hexadecimal digits
 */
record RedisScript(String source, String sha1) {

  /** A call of the script on these keys; its other arguments are to be added. */
  Request call(String... keys) {
    return call(List.of(keys));
  }

  /** A call of the script on these keys; its other arguments are to be added. */
  Request call(List<String> keys) {
    Request call = Request.cmd(Command.EVALSHA).arg(sha1).arg(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      call.arg(keys.get(i));
    }
    return call;
  }

  static RedisScript of(String source) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
      return new RedisScript(source, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
