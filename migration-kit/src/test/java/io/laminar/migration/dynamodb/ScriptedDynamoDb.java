package io.laminar.migration.dynamodb;

import io.laminar.migration.store.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An endpoint in this process that answers as DynamoDB would when it is in trouble, which DynamoDB
 * Local never is. Its table is always there and ready.
 */
final class ScriptedDynamoDb implements AutoCloseable {

  /** Answers one request. */
  interface Answer {
    void to(HttpServerRequest request, JsonObject body);
  }

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Answer> answerByAction = new ConcurrentHashMap<>();
  private final List<String> actions = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  ScriptedDynamoDb() {
    on("DescribeTable", with(200, TABLE));
    on("DescribeTimeToLive", with(200, EXPIRY));
    server =
        EventLoop.wait(
            vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
  }

  private static final JsonObject TABLE =
      new JsonObject(
          """
          {"Table": {"TableName": "users", "TableStatus": "ACTIVE", "ItemCount": 0,
            "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}]}}
          """);

  private static final JsonObject EXPIRY =
      new JsonObject(
          """
          {"TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": "ttl"}}
          """);

  /** From now on answers an action, such as {@code PutItem}, in this way. */
  void on(String action, Answer answer) {
    answerByAction.put(action, answer);
  }

  /** How many requests for an action came so far. */
  long count(String action) {
    return actions.stream().filter(action::equals).count();
  }

  String address() {
    return "dynamodb://KEY:s3cret@127.0.0.1:" + server.actualPort() + "/users";
  }

  static Answer with(int status, JsonObject body) {
    return (request, asked) ->
        request
            .response()
            .setStatusCode(status)
            .putHeader("content-type", "application/x-amz-json-1.0")
            .end(body.toBuffer());
  }

  static Answer error(int status, String code) {
    return with(
        status,
        new JsonObject()
            .put("__type", "com.amazonaws.dynamodb.v20120810#" + code)
            .put("message", "because of the script"));
  }

  static Answer nothing() {
    return (request, asked) -> {};
  }

  static Answer resetAfterHalf() {
    return (request, asked) -> {
      request.response().putHeader("content-length", "1000").write("{\"Item\": {");
      request.connection().close();
    };
  }

  /** Leaves all keys but one unread. */
  static Answer firstKeyOnly() {
    return (request, asked) -> {
      JsonObject table = asked.getJsonObject("RequestItems").getJsonObject("users");
      JsonArray keys = table.getJsonArray("Keys");
      String key = keys.getJsonObject(0).getJsonObject("k").getString("S");
      var item =
          new JsonObject()
              .put("k", new JsonObject().put("S", key))
              .put("d", new JsonObject().put("S", "value of " + key));
      var rest = new JsonObject();
      if (keys.size() > 1) {
        JsonArray others = new JsonArray(keys.getList().subList(1, keys.size()));
        rest.put("users", new JsonObject().put("Keys", others).put("ConsistentRead", true));
      }
      with(
              200,
              new JsonObject()
                  .put("Responses", new JsonObject().put("users", new JsonArray().add(item)))
                  .put("UnprocessedKeys", rest))
          .to(request, asked);
    };
  }

  /** Leaves all keys unread. */
  static Answer noKey() {
    return (request, asked) ->
        with(
                200,
                new JsonObject()
                    .put("Responses", new JsonObject())
                    .put("UnprocessedKeys", asked.getJsonObject("RequestItems")))
            .to(request, asked);
  }

  private void answer(HttpServerRequest request) {
    String target = request.getHeader("x-amz-target");
    String action = target.substring(target.indexOf('.') + 1);
    request
        .body()
        .onSuccess(
            body -> {
              actions.add(action);
              answerByAction.get(action).to(request, body.toJsonObject());
            });
  }

  @Override
  public void close() {
    EventLoop.wait(vertx.close());
  }
}
