package io.laminar.migration.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.store.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

final class DynamoDbCredentialsTest {

  private final EventLoop loop = new EventLoop();
  private final Chain chain = new Chain();
  private final DynamoDbCredentials credentials = new DynamoDbCredentials(loop.vertx(), chain);

  @AfterEach
  void closeLoop() {
    loop.close();
  }

  @Test
  void asksTheChainOnAWorkerThreadAndNeverWhenARequestNeedsThem() {
    loop.call(credentials::renew);

    assertThat(keyNow()).isEqualTo("key-1");
    assertThat(keyNow()).isEqualTo("key-1");
    assertThat(chain.onEventLoop).containsExactly(false);
  }

  @Test
  void takesWhatTheChainGivesTheNextTime() {
    loop.call(credentials::renew);
    loop.call(credentials::renew);

    assertThat(keyNow()).isEqualTo("key-2");
  }

  @Test
  void keepsTheLastOnesWhileThereAreNoNewOnesToBeHad() {
    loop.call(credentials::renew);
    chain.broken = true;

    assertThat(loop.failureOf(credentials::renew)).hasMessageContaining("no credentials");
    assertThat(keyNow()).isEqualTo("key-1");
  }

  @Test
  void failsWhenThereAreNoneAtTheStart() {
    chain.broken = true;

    assertThatThrownBy(credentials::load).hasMessageContaining("no credentials");
  }

  private String keyNow() {
    return loop.call(() -> Future.succeededFuture(credentials.resolveCredentials().accessKeyId()));
  }

  /** Gives other credentials each time it is asked. */
  private static final class Chain implements AwsCredentialsProvider {

    private final List<Boolean> onEventLoop = new ArrayList<>();
    private volatile boolean broken;

    @Override
    public AwsCredentials resolveCredentials() {
      if (broken) {
        throw SdkClientException.create("no credentials");
      }
      onEventLoop.add(Context.isOnEventLoopThread());
      return AwsBasicCredentials.create("key-" + onEventLoop.size(), "secret");
    }
  }
}
