package io.laminar.migration.proxy.keyspace;

import io.laminar.migration.store.Keys;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Keys as clients write them, and as the store knows them: UTF-8, and without the prefix that all
 * of the clients' keys share.
 *
 * @param prefix what each key of a client begins with; may be empty
 * @param namespaceBytes what the store may put before a key, which counts towards its length in
 *     every engine, so that no key is too long for the engine that the data moves to
 */
public record ClientKeys(String prefix, int namespaceBytes) {

  /**
   * The store's key.
   *
   * @throws IllegalArgumentException with the key and what is allowed
   */
  public String toStore(byte[] key) {
    String text = text(key);
    if (!text.startsWith(prefix)) {
      throw new IllegalArgumentException(
          "key must begin with \""
              + prefix
              + "\" (proxy.key-prefix), was \""
              + Keys.printable(text)
              + "\"");
    }
    return Keys.requireLegal(text.substring(prefix.length()), namespaceBytes);
  }

  /** The client's key. */
  public String toClient(String key) {
    return prefix + key;
  }

  private static String text(byte[] key) {
    boolean ascii = true;
    for (byte b : key) {
      ascii &= b >= 0;
    }
    if (ascii) {
      return new String(key, StandardCharsets.US_ASCII);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "key must be UTF-8, was \""
              + Keys.printable(new String(key, StandardCharsets.UTF_8))
              + "\"",
          e);
    }
  }
}
