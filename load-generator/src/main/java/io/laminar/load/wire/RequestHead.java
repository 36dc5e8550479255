package io.laminar.load.wire;

import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The part of a request that is the same for all, as bytes. Immutable. */
final class RequestHead {

  private final byte[] untilLength;

  RequestHead(URI url) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    untilLength =
        ("POST "
                + path
                + query
                + " HTTP/1.1\r\nhost: "
                + url.getHost()
                + port
                + "\r\ncontent-type: application/json\r\nx-openrtb-version: 2.6\r\n"
                + "content-length: ")
            .getBytes(StandardCharsets.US_ASCII);
  }

  /** A whole request, one piece. */
  Buffer with(Buffer body) {
    byte[] length = Integer.toString(body.length()).getBytes(StandardCharsets.US_ASCII);
    return Buffer.buffer(untilLength.length + length.length + 4 + body.length())
        .appendBytes(untilLength)
        .appendBytes(length)
        .appendByte((byte) '\r')
        .appendByte((byte) '\n')
        .appendByte((byte) '\r')
        .appendByte((byte) '\n')
        .appendBuffer(body);
  }
}
