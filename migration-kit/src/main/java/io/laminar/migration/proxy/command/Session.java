package io.laminar.migration.proxy.command;

/**
 * What is known of one client. Its own event loop changes it; others may read what {@code CLIENT
 * LIST} shows.
 */
public final class Session {

  private final long id;
  private final String address;
  private final String localAddress;
  private final long sinceMillis;
  private final boolean needsPassword;

  private boolean authenticated;
  private boolean leaving;
  private volatile int version = 2;
  private volatile String name = "";
  private volatile String library = "";
  private volatile String libraryVersion = "";
  private volatile String lastCommand = "";

  /**
   * @param needsPassword true if it may do nothing before it has given one
   */
  public Session(
      long id, String address, String localAddress, long sinceMillis, boolean needsPassword) {
    this.id = id;
    this.address = address;
    this.localAddress = localAddress;
    this.sinceMillis = sinceMillis;
    this.needsPassword = needsPassword;
  }

  long id() {
    return id;
  }

  /** The version of the protocol that it is answered in: 2 or 3. */
  public int version() {
    return version;
  }

  void speak(int newVersion) {
    version = newVersion;
  }

  /** True if it may not do anything but say who it is. */
  public boolean isStranger() {
    return needsPassword && !authenticated;
  }

  void welcome() {
    authenticated = true;
  }

  /** True if the connection is to be closed once everything is answered. */
  public boolean isLeaving() {
    return leaving;
  }

  void leave() {
    leaving = true;
  }

  String name() {
    return name;
  }

  void name(String newName) {
    name = newName;
  }

  void library(String newLibrary) {
    library = newLibrary;
  }

  void libraryVersion(String newVersion) {
    libraryVersion = newVersion;
  }

  void lastCommand(String command) {
    lastCommand = command;
  }

  /** As if it had just connected. */
  void reset() {
    version = 2;
    name = "";
    authenticated = false;
  }

  /** A line of {@code CLIENT LIST}. */
  String line(long nowMillis) {
    return "id="
        + id
        + " addr="
        + address
        + " laddr="
        + localAddress
        + " name="
        + name
        + " age="
        + Math.max(0, nowMillis - sinceMillis) / 1_000
        + " flags=N db=0 cmd="
        + lastCommand
        + " user=default resp="
        + version
        + " lib-name="
        + library
        + " lib-ver="
        + libraryVersion;
  }
}
