package io.laminar.deploy.testkit;

/** Servers from the jar, as child processes. */
final class EmbeddedSource implements ServerSource {

  @Override
  public String redis() {
    return TestServers.ownRedis().address();
  }

  @Override
  public String memcached() {
    return TestServers.ownMemcached().address();
  }

  @Override
  public String postgres() {
    return TestServers.ownPostgres().address();
  }

  @Override
  public String kafka() {
    return TestServers.ownKafka().address();
  }

  @Override
  public String couchbase() {
    return TestServers.ownCouchbaseMock().address();
  }

  @Override
  public String dynamoDb() {
    return TestServers.ownDynamoDb().address();
  }
}
