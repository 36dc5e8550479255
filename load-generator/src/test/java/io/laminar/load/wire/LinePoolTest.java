package io.laminar.load.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.load.time.ManualTime;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinePoolTest {

  private final ManualTime time = new ManualTime();
  private final List<FakeLine> opened = new ArrayList<>();
  private String refusal;
  private int tries;

  @Test
  void takesTheLinesInTurn() {
    LinePool pool = openPool(2, 1);

    TestCall first = send(pool);
    opened.get(0).answer();
    TestCall second = send(pool);

    assertThat(opened.get(0).calls).containsExactly(first);
    assertThat(opened.get(1).calls).containsExactly(second);
  }

  @Test
  void letsCallsWaitInOrderForAFreeLine() {
    LinePool pool = openPool(1, 1);
    TestCall first = send(pool);
    TestCall second = send(pool);
    TestCall third = send(pool);

    assertThat(opened.get(0).calls).containsExactly(first);
    opened.get(0).answer();
    assertThat(opened.get(0).calls).containsExactly(first, second);
    opened.get(0).answer();
    assertThat(opened.get(0).calls).containsExactly(first, second, third);
  }

  @Test
  void putsSeveralCallsOnALineOnlyIfAllowed() {
    LinePool pool = openPool(1, 2);
    send(pool);
    send(pool);
    TestCall third = send(pool);

    assertThat(opened.get(0).calls).hasSize(2);
    opened.get(0).answer();
    assertThat(opened.get(0).calls).hasSize(3).endsWith(third);
  }

  @Test
  void neverSendsACallThatWasGivenUpWhileItWaited() {
    LinePool pool = openPool(1, 1);
    send(pool);
    TestCall second = send(pool);
    TestCall third = send(pool);

    assertThat(second.isWaiting()).isTrue();
    second.giveUp();
    opened.get(0).answer();

    assertThat(opened.get(0).calls).doesNotContain(second).endsWith(third);
    assertThat(second.end).isNull();
  }

  @Test
  void opensALostLineAgainAtOnce() {
    LinePool pool = openPool(1, 1);
    TestCall lost = send(pool);
    TestCall waiting = send(pool);

    opened.get(0).breakDown();

    assertThat(lost.end).isEqualTo("BROKEN: gone");
    assertThat(opened).hasSize(2);
    assertThat(opened.get(1).calls).containsExactly(waiting);
  }

  @Test
  void pausesBeforeItOpensALineAgainThatWasOfNoUse() {
    LinePool pool = openPool(1, 1);

    opened.get(0).breakDown();

    assertThat(opened).hasSize(1);
    assertThat(send(pool).end).isEqualTo("REFUSED: the server closed the connection");
    time.run(Duration.ofMillis(100));
    assertThat(opened).hasSize(2);
    assertThat(send(pool).end).isNull();
  }

  @Test
  void refusesCallsWhileThereIsNoLineAndRecovers() {
    LinePool pool = openPool(2, 1);
    TestCall first = send(pool);
    TestCall second = send(pool);
    TestCall waiting = send(pool);
    refusal = "nobody listens";

    opened.get(0).breakDown();
    opened.get(1).breakDown();

    assertThat(first.end).isEqualTo("BROKEN: gone");
    assertThat(second.end).isEqualTo("BROKEN: gone");
    assertThat(waiting.end).isEqualTo("REFUSED: nobody listens");
    assertThat(send(pool).end).isEqualTo("REFUSED: nobody listens");

    refusal = null;
    time.run(Duration.ofMillis(100));
    assertThat(send(pool).end).isNull();
    assertThat(pool.openLines()).isEqualTo(2);
  }

  @Test
  void triesADeadServerOnlyNowAndThen() {
    LinePool pool = openPool(1, 1);
    refusal = "nobody listens";
    send(pool);
    opened.get(0).breakDown();
    int before = tries;

    time.run(Duration.ofSeconds(1));

    assertThat(tries - before).isEqualTo(10);
    pool.close();
    time.run(Duration.ofSeconds(1));
    assertThat(tries - before).isEqualTo(10);
  }

  @Test
  void failsToOpenIfNotOneLineCanBeOpened() {
    refusal = "nobody listens";
    var pool = new LinePool(3, 1, this::open, time);

    assertThat(pool.open().cause()).hasMessage("nobody listens");
  }

  private LinePool openPool(int size, int callsPerLine) {
    var pool = new LinePool(size, callsPerLine, this::open, time);
    assertThat(pool.open().succeeded()).isTrue();
    return pool;
  }

  private Future<Line> open(Line.Listener listener) {
    tries++;
    if (refusal != null) {
      return Future.failedFuture(refusal);
    }
    opened.add(new FakeLine(listener));
    return Future.succeededFuture(opened.get(opened.size() - 1));
  }

  private static TestCall send(LinePool pool) {
    var call = new TestCall();
    pool.send(call);
    return call;
  }

  /** Remembers its calls and ends them when told, the oldest first. */
  private static final class FakeLine implements Line {

    private final Listener listener;
    private final List<Call> calls = new ArrayList<>();
    private int ended;

    FakeLine(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void send(Call call) {
      calls.add(call);
      call.sent();
    }

    @Override
    public Future<Void> close() {
      listener.closed(this);
      return Future.succeededFuture();
    }

    void answer() {
      calls.get(ended++).answered(204, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
      listener.freed(this);
    }

    void breakDown() {
      listener.closed(this);
      while (ended < calls.size()) {
        calls.get(ended++).failed(CallFailure.BROKEN, "gone");
      }
    }
  }

  private static final class TestCall extends Call {

    private String end;

    @Override
    protected Buffer body() {
      return Buffer.buffer();
    }

    @Override
    protected void onSent() {}

    @Override
    protected void onAnswer(int status, MultiMap headers, Buffer body) {
      end = "answered " + status;
    }

    @Override
    protected void onFailure(CallFailure kind, String problem) {
      end = kind + ": " + problem;
    }
  }
}
