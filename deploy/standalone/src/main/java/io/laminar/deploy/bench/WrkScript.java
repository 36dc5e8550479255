package io.laminar.deploy.bench;

import io.laminar.deploy.command.Lifetime;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Lua script that makes {@code wrk} post bodies in turn.
 *
 * <p>Each thread of wrk makes all requests once at its start, so that a request costs it a look
 * into a table; each begins at another place.
 */
final class WrkScript {

  private static final String HEAD =
      """
      local threads = 0
      function setup(thread)
        thread:set("offset", threads * 17)
        threads = threads + 1
      end
      wrk.method = "POST"
      wrk.headers["Content-Type"] = "application/json"
      local bodies = {
      """;
  private static final String TAIL =
      """
      }
      local requests = {}
      local next = 0
      function init(args)
        for i, body in ipairs(bodies) do
          requests[i] = wrk.format(nil, nil, nil, body)
        end
        next = offset % #requests
      end
      function request()
        next = next % #requests + 1
        return requests[next]
      end
      """;

  private WrkScript() {}

  /** The script in a file, which is deleted when the command ends. */
  static Path write(Lifetime lifetime, List<Buffer> bodies) throws IOException {
    Path folder = Files.createTempDirectory("laminar-bench");
    Path script = Files.writeString(folder.resolve("bodies.lua"), of(bodies));
    lifetime.closeAtEnd(
        "script",
        () -> {
          Files.delete(script);
          Files.delete(folder);
        });
    return script;
  }

  /** The script; ASCII whatever the bodies hold. */
  static String of(List<Buffer> bodies) {
    if (bodies.isEmpty()) {
      throw new IllegalArgumentException("there must be a body");
    }
    var script = new StringBuilder(HEAD);
    for (Buffer body : bodies) {
      script.append('"');
      quote(body, script);
      script.append("\",\n");
    }
    return script.append(TAIL).toString();
  }

  /** Lua 5.1, 2.1: a byte may be written as a backslash and up to three decimal digits. */
  private static void quote(Buffer body, StringBuilder script) {
    for (int i = 0; i < body.length(); i++) {
      int value = body.getByte(i) & 0xff;
      if (value == '"' || value == '\\') {
        script.append('\\').append((char) value);
      } else if (value >= ' ' && value < 0x7f) {
        script.append((char) value);
      } else {
        String digits = Integer.toString(value);
        script.append('\\').append("0".repeat(3 - digits.length())).append(digits);
      }
    }
  }
}
