package io.laminar.load.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The part of a request that is the same for all, as bytes. Immutable. */
final class RequestHead {

  private static final byte[] END = {'\r', '\n', '\r', '\n'};

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

  /**
   * A whole request, one piece, in memory that the socket can send from without copying it again.
   *
   * @return whoever writes it to a socket need not release it
   */
  ByteBuf with(Buffer body) {
    byte[] length = Integer.toString(body.length()).getBytes(StandardCharsets.US_ASCII);
    int size = untilLength.length + length.length + END.length + body.length();
    return PooledByteBufAllocator.DEFAULT
        .directBuffer(size)
        .writeBytes(untilLength)
        .writeBytes(length)
        .writeBytes(END)
        .writeBytes(((BufferInternal) body).getByteBuf());
  }
}
