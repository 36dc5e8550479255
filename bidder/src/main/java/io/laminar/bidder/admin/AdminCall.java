package io.laminar.bidder.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/**
 * A request of an operator who showed the token, with its whole body. Must be answered exactly
 * once.
 */
public final class AdminCall {

  private final HttpServerRequest request;
  private final Buffer body;

  AdminCall(HttpServerRequest request, Buffer body) {
    this.request = request;
    this.body = body;
  }

  public HttpMethod method() {
    return request.method();
  }

  /** Without the query. */
  public String path() {
    return request.path();
  }

  /** A parameter of the query, or null. */
  public String parameter(String name) {
    return request.getParam(name);
  }

  /** A header, or null. */
  public String header(String name) {
    return request.getHeader(name);
  }

  public Buffer body() {
    return body;
  }

  /**
   * The body as a JSON object; an empty body is an empty object.
   *
   * @throws IllegalArgumentException if it is none; answered with 400
   */
  public JsonObject json() {
    if (body.length() == 0) {
      return new JsonObject();
    }
    try {
      return new JsonObject(body);
    } catch (ClassCastException e) {
      throw new IllegalArgumentException("the body must be a JSON object, was a list or value", e);
    } catch (DecodeException e) {
      throw new IllegalArgumentException("the body must be a JSON object" + where(e), e);
    }
  }

  private static String where(DecodeException wrong) {
    if (wrong.getCause() instanceof JsonProcessingException fault && fault.getLocation() != null) {
      return ", and is no JSON from line %d, column %d on"
          .formatted(fault.getLocation().getLineNr(), fault.getLocation().getColumnNr());
    }
    return "";
  }

  /** Sets a header of the answer. */
  public void put(String name, String value) {
    request.response().putHeader(name, value);
  }

  /** Answers. */
  public void reply(int status, JsonObject json) {
    reply(status, "application/json", json.toBuffer().appendString("\n"));
  }

  /** Answers. */
  public void reply(int status, String contentType, Buffer content) {
    HttpServerResponse response = request.response();
    if (!response.ended() && !response.closed()) {
      response
          .setStatusCode(status)
          .putHeader("content-type", contentType)
          .putHeader("cache-control", "no-store")
          .end(content);
    }
  }

  /** Answers with what was wrong. */
  public void problem(int status, String message) {
    reply(status, new JsonObject().put("error", message));
  }

  /** Answers 405 with what is allowed. */
  public void wrongMethod(String allowed) {
    request.response().putHeader("allow", allowed);
    problem(405, "the method must be " + allowed);
  }
}
