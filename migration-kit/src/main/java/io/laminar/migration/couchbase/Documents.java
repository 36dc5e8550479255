package io.laminar.migration.couchbase;

import io.laminar.migration.codec.Format;
import io.laminar.migration.couchbase.CouchbaseLink.Found;
import io.laminar.migration.store.Entry;
import io.vertx.core.buffer.Buffer;

/** What a document says to a reader now. */
final class Documents {

  private Documents() {}

  /** An entry; {@link Entry#ABSENT} if there is none or its millisecond has come. */
  static Entry entryOf(Found found) {
    if (!found.isThere()) {
      return Entry.ABSENT;
    }
    Entry entry = Format.decode(Buffer.buffer(found.bytes()));
    return entry.isExpired(System.currentTimeMillis()) ? Entry.ABSENT : entry;
  }
}
