package io.laminar.migration.plan;

/** What is in a {@link World}, for people. */
final class Words {

  private Words() {}

  static String name(int member) {
    return member == 0 ? "A" : "B";
  }

  static String key(int key) {
    return key == 0 ? "k" : "l";
  }

  static String text(int held) {
    if (held == Operation.ABSENT) {
      return "nothing";
    }
    return (held & 1) == 1 ? "deleted" : "v" + held / 2;
  }

  static String acknowledgement(int member, Operation write) {
    return name(member)
        + " queues "
        + key(write.key())
        + "="
        + text(write.written())
        + ": acknowledged";
  }
}
