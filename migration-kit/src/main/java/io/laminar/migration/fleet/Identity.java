package io.laminar.migration.fleet;

import java.util.Objects;
import java.util.UUID;

/**
 * One process of a fleet.
 *
 * @param name what people call it; the process that takes another's place may bear its name
 * @param incarnation this process alone
 * @param address where its admin API listens, such as {@code http://10.0.0.7:8081}; may be empty
 */
public record Identity(String name, String incarnation, String address) {

  public Identity {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a member needs a name");
    }
    Objects.requireNonNull(incarnation, "incarnation");
    Objects.requireNonNull(address, "address");
  }

  /** A process that begins now. */
  public static Identity begin(String name, String address) {
    return new Identity(name, UUID.randomUUID().toString(), address);
  }

  /** The same process as another member: for when its own name is taken. */
  Identity renamed() {
    String incarnationNow = UUID.randomUUID().toString();
    return new Identity(name + "~" + incarnationNow.substring(0, 4), incarnationNow, address);
  }
}
