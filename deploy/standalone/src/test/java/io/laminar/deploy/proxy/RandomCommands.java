package io.laminar.deploy.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Commands that a Redis 6.2 knows too, of few keys, so that they meet; one in twenty is wrong. The
 * times they give lie an hour or more apart, or in the past, so that replies do not depend on when
 * they are made.
 */
final class RandomCommands {

  private static final int KEYS = 12;
  private static final long HOUR = 3_600;

  private final Random random;
  private final long nowSeconds = System.currentTimeMillis() / 1_000;

  RandomCommands(long seed) {
    this.random = new Random(seed);
  }

  List<String> next() {
    return switch (random.nextInt(27)) {
      case 0, 1, 2 -> List.of("GET", key());
      case 3, 4 -> List.of("SET", key(), value());
      case 5, 6, 7 -> set();
      case 8 -> List.of("MGET", key(), key(), key());
      case 9 -> List.of("MSET", key(), value(), key(), value(), key(), value());
      case 10 -> List.of(oneOf("DEL", "UNLINK"), key(), key());
      case 11 -> List.of("EXISTS", key(), key(), key());
      case 12, 13 -> expire();
      case 14 -> List.of(oneOf("TTL", "PTTL"), key());
      case 15 -> List.of("PERSIST", key());
      case 16, 17 -> List.of(oneOf("INCR", "DECR"), key());
      case 18 -> random.nextBoolean() ? List.of("INCRBY", key(), number()) : decrby();
      case 19, 20 -> List.of("APPEND", key(), value());
      case 21 -> List.of("STRLEN", key());
      case 22 -> List.of("TYPE", key());
      case 23 -> List.of(oneOf("GETSET", "SETNX"), key(), value());
      case 24 -> random.nextBoolean() ? List.of("GETDEL", key()) : getex();
      case 25 -> random.nextBoolean() ? List.of("ECHO", value()) : List.of("PING", value());
      default -> wrong();
    };
  }

  /** Redis 6.2 takes away −2⁶³ and gets it wrong; from 7 on it refuses, as the proxy does. */
  private List<String> decrby() {
    return List.of("DECRBY", key(), Integer.toString(random.nextInt(2_000) - 1_000));
  }

  private List<String> set() {
    List<String> words = new ArrayList<>(List.of("SET", key(), value()));
    if (random.nextBoolean()) {
      words.addAll(random.nextInt(3) == 0 ? List.of("KEEPTTL") : time());
    }
    if (random.nextBoolean()) {
      words.add(oneOf("NX", "XX", "xx"));
    } else if (random.nextBoolean()) {
      words.add("GET");
    }
    return words;
  }

  private List<String> getex() {
    List<String> words = new ArrayList<>(List.of("GETEX", key()));
    words.addAll(random.nextInt(3) == 0 ? List.of("PERSIST") : time());
    return words;
  }

  private List<String> time() {
    long hours = 1 + random.nextInt(50);
    return switch (random.nextInt(4)) {
      case 0 -> List.of("EX", Long.toString(hours * HOUR));
      case 1 -> List.of("PX", Long.toString(hours * HOUR * 1_000));
      case 2 -> List.of("EXAT", Long.toString(nowSeconds + hours * HOUR));
      default ->
          List.of(
              "PXAT",
              Long.toString(random.nextInt(4) == 0 ? 1 : (nowSeconds + hours * HOUR) * 1_000 + 7));
    };
  }

  private List<String> expire() {
    long hours = random.nextInt(6) == 0 ? -1 : 1 + random.nextInt(50);
    long seconds = hours * HOUR;
    return switch (random.nextInt(4)) {
      case 0 -> List.of("EXPIRE", key(), Long.toString(seconds));
      case 1 -> List.of("PEXPIRE", key(), Long.toString(seconds * 1_000));
      case 2 -> List.of("EXPIREAT", key(), Long.toString(nowSeconds + seconds));
      default -> List.of("PEXPIREAT", key(), Long.toString((nowSeconds + seconds) * 1_000));
    };
  }

  private List<String> wrong() {
    return switch (random.nextInt(11)) {
      case 0 -> List.of("GET");
      case 1 -> List.of("SET", key(), value(), "EX");
      case 2 -> List.of("SET", key(), value(), "EX", "0");
      case 3 -> List.of("SET", key(), value(), "PX", "-5");
      case 4 -> List.of("SET", key(), value(), "NX", "XX");
      case 5 -> List.of("SET", key(), value(), "EX", "10", "KEEPTTL");
      case 6 -> List.of("SET", key(), value(), "EX", "ten");
      case 7 -> List.of("INCRBY", key(), "1.5");
      case 8 -> List.of("MSET", key(), value(), key());
      case 9 -> List.of("EXPIRE", key(), "soon");
      default -> List.of("SETEX", key(), "0", value());
    };
  }

  private String key() {
    return "key:" + random.nextInt(KEYS);
  }

  private String value() {
    return switch (random.nextInt(5)) {
      case 0 -> "";
      case 1, 2 -> number();
      case 3 -> "wört\r\n\0 " + random.nextInt(1_000);
      default -> "x".repeat(random.nextInt(200));
    };
  }

  private String number() {
    return switch (random.nextInt(12)) {
      case 0 -> "9223372036854775807";
      case 1 -> "-9223372036854775808";
      case 2 -> "007";
      default -> Integer.toString(random.nextInt(2_000) - 1_000);
    };
  }

  private String oneOf(String... words) {
    return words[random.nextInt(words.length)];
  }
}
