package io.laminar.deploy.testkit;

/** Where test servers come from. Each call starts one more server and waits until it answers. */
interface ServerSource {

  String redis();

  String memcached();

  String postgres();

  String kafka();

  String couchbase();

  String dynamoDb();
}
