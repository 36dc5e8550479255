package io.laminar.migration.simulation;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Timer;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * An event loop of a simulated process, as a {@link Vertx} and {@link Context} with just the
 * methods that the kit's own code uses: tasks in the order they were given, and timers.
 */
final class SimLoop {

  private static final long MAX_TASK_DELAY_NANOS = 200_000;

  private final SimProcess process;
  private final boolean forJobs;
  private final Context context;
  private final Vertx vertx;
  private final Set<Long> timers = new HashSet<>();
  private long timersMade;
  private long lastTaskNanos;

  /**
   * @param forJobs true if copier and verifier run on it, false if clients are served
   */
  SimLoop(SimProcess process, boolean forJobs) {
    this.process = process;
    this.forJobs = forJobs;
    this.context = fake(Context.class, this::onContext);
    this.vertx = fake(Vertx.class, this::onVertx);
  }

  Vertx vertx() {
    return vertx;
  }

  SimProcess process() {
    return process;
  }

  boolean isForJobs() {
    return forJobs;
  }

  /** Runs a task on this loop, after those given before. */
  void execute(Runnable task) {
    Timeline timeline = process.timeline();
    lastTaskNanos =
        Math.max(lastTaskNanos, timeline.nanos() + timeline.between(0, MAX_TASK_DELAY_NANOS));
    timeline.after(lastTaskNanos - timeline.nanos(), process, task);
  }

  private Object onContext(Object self, Method method, Object[] arguments) throws Throwable {
    switch (method.getName()) {
      case "runOnContext":
        execute(handler(arguments[0]));
        return null;
      case "owner":
        return vertx;
      default:
        return ofObject(self, method, arguments);
    }
  }

  private Object onVertx(Object self, Method method, Object[] arguments) throws Throwable {
    switch (method.getName()) {
      case "getOrCreateContext":
        return context;
      case "runOnContext":
        execute(handler(arguments[0]));
        return null;
      case "timer":
        TimeUnit unit = arguments.length == 1 ? TimeUnit.MILLISECONDS : (TimeUnit) arguments[1];
        return timer(unit.toNanos((long) arguments[0]));
      case "setTimer":
        return setTimer((long) arguments[0], arguments[1], false);
      case "setPeriodic":
        return setTimer((long) arguments[0], arguments[arguments.length - 1], true);
      case "cancelTimer":
        return timers.remove((Long) arguments[0]);
      default:
        return ofObject(self, method, arguments);
    }
  }

  private Timer timer(long nanos) {
    Promise<Void> promise = Promise.promise();
    Future<Void> done = promise.future();
    process.timeline().after(nanos, process, promise::tryComplete);
    return fake(
        Timer.class,
        (self, method, arguments) ->
            method.getName().equals("cancel")
                ? promise.tryFail("cancelled")
                : invoke(done, method, arguments));
  }

  @SuppressWarnings("unchecked")
  private long setTimer(long millis, Object handler, boolean again) {
    long id = ++timersMade;
    timers.add(id);
    plan(id, millis, (Handler<Long>) handler, again);
    return id;
  }

  private void plan(long id, long millis, Handler<Long> handler, boolean again) {
    process
        .timeline()
        .after(
            TimeUnit.MILLISECONDS.toNanos(millis),
            process,
            () -> {
              if (again ? timers.contains(id) : timers.remove(id)) {
                handler.handle(id);
                if (again) {
                  plan(id, millis, handler, true);
                }
              }
            });
  }

  @SuppressWarnings("unchecked")
  private static Runnable handler(Object handler) {
    return () -> ((Handler<Void>) handler).handle(null);
  }

  private Object ofObject(Object self, Method method, Object[] arguments) throws Throwable {
    return switch (method.getName()) {
      case "equals" -> self == arguments[0];
      case "hashCode" -> System.identityHashCode(self);
      case "toString" -> "loop of " + process.name();
      default ->
          throw new UnsupportedOperationException("a simulated loop has no " + method.getName());
    };
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T fake(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(SimLoop.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
