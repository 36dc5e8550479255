package io.laminar.bidder.openrtb;

import com.fasterxml.jackson.core.JsonToken;
import io.laminar.bidder.openrtb.Regs.Gdpr;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers the signals that protect users, from wherever they stand. Of several the most protective
 * counts; what cannot be understood counts as a no.
 */
final class RegsReader {

  /** There are some twenty; who names more than this makes no sense. */
  private static final int MOST_SECTIONS = 64;

  private boolean coppa;
  private Gdpr gdpr = Gdpr.UNKNOWN;
  private boolean usOptOut;
  private String gpp = "";
  private final List<Integer> gppSections = new ArrayList<>(2);
  private boolean unclear;

  Regs regs() {
    return new Regs(coppa, gdpr, usOptOut, gpp, gppSections, unclear);
  }

  /** Notes that signals elsewhere contradict each other. */
  void unclear() {
    unclear = true;
  }

  /** Reads regs, and regs.ext where the same fields stood before 2.6. */
  void read(JsonReader in) {
    if (!in.enterObject()) {
      return;
    }
    for (String name = in.nextMember(); name != null; name = in.nextMember()) {
      switch (name) {
        case "coppa" -> coppa |= in.isSetOrUnclear();
        case "gdpr" -> readGdpr(in);
        case "us_privacy" -> usOptOut |= isOptOut(in);
        // The Global Privacy Control of a browser: do not sell.
        case "gpc" -> usOptOut |= in.isSetOrUnclear();
        case "gpp" -> readGpp(in);
        case "gpp_sid" -> in.each(() -> readSection(in));
        case "ext" -> read(in);
        default -> in.skip();
      }
    }
  }

  private void readGdpr(JsonReader in) {
    boolean nothing =
        in.token() == JsonToken.VALUE_NULL
            || (in.token() == JsonToken.VALUE_STRING && in.text().isBlank());
    if (in.isSetOrUnclear()) {
      gdpr = Gdpr.APPLIES;
    } else if (!nothing && gdpr == Gdpr.UNKNOWN) {
      gdpr = Gdpr.DOES_NOT_APPLY;
    }
  }

  private void readGpp(JsonReader in) {
    if (in.token() == JsonToken.VALUE_NULL) {
      return;
    }
    unclear |= in.token() != JsonToken.VALUE_STRING;
    String text = in.textOrEmpty().trim();
    unclear |= !gpp.isEmpty() && !text.isEmpty() && !gpp.equals(text);
    gpp = text.isEmpty() ? gpp : text;
  }

  private void readSection(JsonReader in) {
    if (in.token() == JsonToken.VALUE_NULL) {
      return;
    }
    int section = in.integerOr(0);
    // -1: no section applies, said aloud (GPP, Section Information).
    unclear |= section == 0 || section < -1;
    if (section != 0 && !gppSections.contains(section)) {
      if (gppSections.size() == MOST_SECTIONS) {
        unclear = true;
      } else {
        gppSections.add(section);
      }
    }
  }

  /**
   * Reads a US privacy string (IAB CCPA 1.0): version, notice given, opted out, covered by the
   * agreement; {@code 1---} where the law does not apply. What is not of that form counts as an
   * opt-out.
   */
  private static boolean isOptOut(JsonReader in) {
    if (in.token() == JsonToken.VALUE_NULL) {
      return false;
    }
    boolean isText = in.token() == JsonToken.VALUE_STRING;
    String text = in.textOrEmpty();
    return !(isText && text.isEmpty()) && UsPrivacy.isOptOut(text);
  }
}
