package io.laminar.load.template;

import io.laminar.load.user.UserIds;
import io.vertx.core.buffer.Buffer;

/** Makes the requests of one event loop. Not thread-safe. */
public final class RequestWriter {

  private final RequestIds ids;
  private final byte[] id = new byte[RequestIds.LENGTH];
  private final byte[] user = new byte[UserIds.MAX_LENGTH];

  public RequestWriter(RequestIds ids) {
    this.ids = ids;
  }

  /**
   * The body of a request.
   *
   * @param request its number in this loop
   * @param userNumber see {@link UserIds}
   */
  public Buffer write(RequestTemplate template, long request, long userNumber) {
    ids.write(request, id);
    int userLength = UserIds.write(userNumber, user);
    return template.fill(id, user, userLength);
  }

  /** The id that {@link #write} gave the request. */
  public String id(long request) {
    return ids.text(request);
  }
}
