package io.laminar.migration.couchbase;

import java.util.Comparator;

/** Keys in the order of their bytes in UTF-8, as the server has them. */
final class KeyOrder implements Comparator<String> {

  static final KeyOrder INSTANCE = new KeyOrder();

  private KeyOrder() {}

  @Override
  public int compare(String one, String other) {
    int common = Math.min(one.length(), other.length());
    for (int i = 0; i < common; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        return rank(a) - rank(b);
      }
    }
    return one.length() - other.length();
  }

  /** Of UTF-16, only the halves of surrogate pairs stand in another place than in UTF-8: last. */
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + 0x2000 : c >= 0xE000 ? c - 0x800 : c;
  }
}
