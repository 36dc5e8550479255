/**
 * Amazon DynamoDB, and DynamoDB Local for tests: one client per event loop on the AWS SDK's
 * asynchronous API, look-ups of one tick joined into {@code BatchGetItem}, writes decided by {@code
 * ConditionExpression}. Never uses transactions, streams or secondary indexes. Start reading at
 * {@link io.laminar.migration.dynamodb.DynamoDbStore}, then {@code ItemLayout}.
 */
package io.laminar.migration.dynamodb;
