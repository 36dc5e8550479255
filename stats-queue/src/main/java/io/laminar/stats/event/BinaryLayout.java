package io.laminar.stats.event;

import io.laminar.stats.event.Sums.Delta;
import java.util.ArrayList;
import java.util.List;

/**
 * The second layout: a few bytes before each value, nothing before an absent one.
 *
 * <pre>
 * byte 0    'L'
 * byte 1    version, 2
 * byte 2    type: 1 sums, 2 notice, 3 heartbeat
 * then      fields, in any order
 *
 * field     varint (number &lt;&lt; 1 | kind), then
 *           kind 0: varint, a whole number of up to 63 bits
 *           kind 1: varint length, then so many bytes: text in UTF-8, or fields
 * varint    seven bits a byte, the low ones first, the high bit set on all but the last
 *
 * all       1 at, milliseconds since the epoch
 * sums      2 sender, 3 delta (fields, repeated: 1 fact, 2 subject, 3 count, 4 creative, 5 deal,
 *           6 exchange)
 * notice    3 id, 4 kind, 5 bid, 6 campaign, 7 creative, 8 price in millionths, 9 deal, 10 exchange,
 *           11 released billionths, 12 of the draw that settles at, milliseconds since the epoch
 * heartbeat 2 sender, 3 leaving: 1 if it is the last one
 * </pre>
 *
 * <p>An empty text and a number of 0, but for the instant, are not written. Of a field that comes
 * twice the last one counts, but for deltas. A number, once given, never gets another meaning.
 */
final class BinaryLayout {

  static final int VERSION = 2;
  static final byte MAGIC = 'L';

  private static final int HEAD_BYTES = 3;
  private static final int USUAL_BYTES = 160;
  private static final int BYTES_PER_DELTA = 48;

  private static final int SUMS = 1;
  private static final int NOTICE = 2;
  private static final int HEARTBEAT = 3;

  private static final int AT = 1;
  private static final int SENDER = 2;
  private static final int DELTA = 3;
  private static final int LEAVING = 3;

  private static final int DELTA_FACT = 1;
  private static final int DELTA_SUBJECT = 2;
  private static final int DELTA_COUNT = 3;
  private static final int DELTA_CREATIVE = 4;
  private static final int DELTA_DEAL = 5;
  private static final int DELTA_EXCHANGE = 6;

  private static final int ID = 3;
  private static final int KIND = 4;
  private static final int BID = 5;
  private static final int CAMPAIGN = 6;
  private static final int CREATIVE = 7;
  private static final int PRICE = 8;
  private static final int DEAL = 9;
  private static final int EXCHANGE = 10;
  private static final int RELEASED = 11;
  private static final int SETTLED = 12;

  private BinaryLayout() {}

  static byte[] encode(Event event) {
    if (event instanceof Sums sums) {
      var out = begin(SUMS, sums, BYTES_PER_DELTA * sums.deltas().size() + USUAL_BYTES);
      write(out, sums);
      return out.toBytes();
    }
    if (event instanceof Notice notice) {
      var out = begin(NOTICE, notice, USUAL_BYTES);
      write(out, notice);
      return out.toBytes();
    }
    var heartbeat = (Heartbeat) event;
    var out = begin(HEARTBEAT, heartbeat, USUAL_BYTES);
    out.textUnlessEmpty(SENDER, heartbeat.sender());
    out.numberUnlessZero(LEAVING, heartbeat.leaving() ? 1 : 0);
    return out.toBytes();
  }

  static Event decode(byte[] bytes) throws EventFormatException {
    if (bytes.length < HEAD_BYTES) {
      throw new EventFormatException("the record ends within its head");
    }
    int version = bytes[1] & 0xff;
    if (version != VERSION) {
      throw new EventFormatException(
          "this program reads versions 1.." + VERSION + ", the record has " + version);
    }
    var fields = new FieldReader(bytes, HEAD_BYTES, bytes.length);
    int type = bytes[2];
    try {
      return switch (type) {
        case SUMS -> sums(fields);
        case NOTICE -> notice(fields);
        case HEARTBEAT -> heartbeat(fields);
        default ->
            throw new EventFormatException(
                "type must be 1 sums, 2 notice or 3 heartbeat, was " + (type & 0xff));
      };
    } catch (IllegalArgumentException e) {
      String name = type == SUMS ? "sums" : type == NOTICE ? "notice" : "heartbeat";
      throw new EventFormatException(name + ": " + e.getMessage());
    }
  }

  private static FieldWriter begin(int type, Event event, int expectedBytes) {
    var out = new FieldWriter(expectedBytes);
    out.raw(MAGIC);
    out.raw(VERSION);
    out.raw(type);
    out.number(AT, event.atMillis());
    return out;
  }

  private static void write(FieldWriter out, Sums sums) {
    out.textUnlessEmpty(SENDER, sums.sender());
    var fields = FieldWriter.small();
    for (Delta delta : sums.deltas()) {
      Subject subject = delta.subject();
      fields.clear();
      fields.text(DELTA_FACT, delta.fact());
      fields.textUnlessEmpty(DELTA_SUBJECT, subject.name());
      fields.number(DELTA_COUNT, delta.count());
      fields.textUnlessEmpty(DELTA_CREATIVE, subject.creative());
      fields.textUnlessEmpty(DELTA_DEAL, subject.deal());
      fields.textUnlessEmpty(DELTA_EXCHANGE, subject.exchange());
      out.nested(DELTA, fields);
    }
  }

  private static void write(FieldWriter out, Notice notice) {
    out.text(ID, notice.id());
    out.text(KIND, notice.kind().name());
    out.text(BID, notice.bidId());
    out.textUnlessEmpty(CAMPAIGN, notice.campaignId());
    out.textUnlessEmpty(CREATIVE, notice.creativeId());
    out.numberUnlessZero(PRICE, notice.priceMicros());
    out.textUnlessEmpty(DEAL, notice.dealId());
    out.textUnlessEmpty(EXCHANGE, notice.exchange());
    out.numberUnlessZero(RELEASED, notice.release().nanos());
    out.numberUnlessZero(SETTLED, notice.release().settledMillis());
  }

  private static Sums sums(FieldReader fields) throws EventFormatException {
    long at = -1;
    String sender = "";
    List<Delta> deltas = new ArrayList<>();
    while (fields.next()) {
      switch (fields.field()) {
        case AT -> at = fields.number();
        case SENDER -> sender = fields.text();
        case DELTA -> deltas.add(delta(fields.nested()));
        default -> {}
      }
    }
    return new Sums(sender, at, deltas);
  }

  private static Delta delta(FieldReader fields) throws EventFormatException {
    String fact = "";
    long count = 0;
    String subject = "";
    String creative = "";
    String deal = "";
    String exchange = "";
    while (fields.next()) {
      switch (fields.field()) {
        case DELTA_FACT -> fact = fields.text();
        case DELTA_SUBJECT -> subject = fields.text();
        case DELTA_COUNT -> count = fields.number();
        case DELTA_CREATIVE -> creative = fields.text();
        case DELTA_DEAL -> deal = fields.text();
        case DELTA_EXCHANGE -> exchange = fields.text();
        default -> {}
      }
    }
    return new Delta(fact, new Subject(subject, creative, deal, exchange), count);
  }

  private static Notice notice(FieldReader fields) throws EventFormatException {
    long at = -1;
    long price = 0;
    long released = 0;
    long settled = 0;
    String[] textByField = new String[EXCHANGE + 1];
    while (fields.next()) {
      switch (fields.field()) {
        case AT -> at = fields.number();
        case PRICE -> price = fields.number();
        case RELEASED -> released = fields.number();
        case SETTLED -> settled = fields.number();
        case ID, KIND, BID, CAMPAIGN, CREATIVE, DEAL, EXCHANGE ->
            textByField[fields.field()] = fields.text();
        default -> {}
      }
    }
    return new Notice(
        orEmpty(textByField[ID]),
        NoticeKind.read(orEmpty(textByField[KIND])),
        orEmpty(textByField[BID]),
        orEmpty(textByField[CAMPAIGN]),
        orEmpty(textByField[CREATIVE]),
        orEmpty(textByField[DEAL]),
        orEmpty(textByField[EXCHANGE]),
        price,
        at,
        released == 0 && settled == 0 ? Release.NONE : new Release(released, settled));
  }

  private static Heartbeat heartbeat(FieldReader fields) throws EventFormatException {
    long at = -1;
    String sender = "";
    boolean leaving = false;
    while (fields.next()) {
      switch (fields.field()) {
        case AT -> at = fields.number();
        case SENDER -> sender = fields.text();
        case LEAVING -> leaving = fields.number() != 0;
        default -> {}
      }
    }
    return new Heartbeat(sender, at, leaving);
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
