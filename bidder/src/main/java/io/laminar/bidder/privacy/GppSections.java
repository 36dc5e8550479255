package io.laminar.bidder.privacy;

import com.iab.gpp.encoder.GppModel;
import com.iab.gpp.encoder.error.InvalidFieldException;
import com.iab.gpp.encoder.section.TcfCaV1;
import com.iab.gpp.encoder.section.UspV1;
import io.laminar.bidder.openrtb.UsPrivacy;
import java.util.List;
import java.util.Set;

/**
 * Reads strings of the IAB's Global Privacy Platform. Every section that applies must allow; one
 * that is not in the string, or of a law that this code does not know, does not. Where nothing is
 * said about which sections apply, all that are there do.
 */
final class GppSections {

  private static final int NONE_APPLIES = -1;
  private static final int EUROPE = 2;
  private static final int CANADA = 5;
  private static final int US_PRIVACY = 6;
  private static final int US_NATIONAL = 7;

  /** The states' sections; those of 3.2.4 of the library. */
  private static final int LAST_US_STATE = 22;

  /** In the fields of the US sections: 0 not applicable, 1 opted out, 2 did not opt out. */
  private static final List<String> OPT_OUTS =
      List.of("SaleOptOut", "SharingOptOut", "TargetedAdvertisingOptOut");

  /** 0 not applicable, 1 notice was given, 2 was not: then there was no choice to make. */
  private static final List<String> NOTICES =
      List.of(
          "SaleOptOutNotice",
          "SharingOptOutNotice",
          "TargetedAdvertisingOptOutNotice",
          "SharingNotice",
          "ProcessingNotice");

  private static final String CHILD = "KnownChildSensitiveDataConsents";
  private static final String GLOBAL_CONTROL = "Gpc";
  private static final String SERVICE_PROVIDER = "MspaServiceProviderMode";

  private final TcfConsent tcf;
  private final int vendorId;
  private final List<Integer> purposes;

  GppSections(TcfConsent tcf, int vendorId, List<Integer> purposes) {
    this.tcf = tcf;
    this.vendorId = vendorId;
    this.purposes = purposes;
  }

  /** True if it is said aloud that no section applies. */
  static boolean saysNoneApplies(List<Integer> sections) {
    return sections.size() == 1 && sections.get(0) == NONE_APPLIES;
  }

  /**
   * Judges one string.
   *
   * @param applying {@code gpp_sid}; empty: all sections of the string
   */
  Verdict judge(String text, List<Integer> applying) {
    try {
      var model = new GppModel(text);
      List<Integer> there = model.getSectionIds();
      String[] parts = text.split("~", -1);
      if (there.isEmpty() || parts.length != there.size() + 1) {
        return Verdict.GPP_UNREADABLE;
      }
      Verdict least = Verdict.PERSONAL;
      for (int section : applying.isEmpty() ? there : applying) {
        int place = there.indexOf(section);
        Verdict verdict =
            place < 0 ? Verdict.GPP_UNREADABLE : judge(model, section, parts[place + 1]);
        if (!verdict.isPersonal()) {
          return verdict;
        }
        least = verdict == Verdict.PERSONAL_COARSE ? verdict : least;
      }
      return least;
    } catch (RuntimeException e) {
      // The library answers broken input with exceptions of many kinds; each of them is a no.
      return Verdict.GPP_UNREADABLE;
    }
  }

  private Verdict judge(GppModel model, int section, String part) {
    return switch (section) {
      case EUROPE -> europe(part);
      case CANADA -> refusedUnless(canada(model.getTcfCaV1Section()));
      case US_PRIVACY ->
          refusedUnless(!UsPrivacy.isOptOut(usPrivacy(model.getUspV1Section(), part)));
      default ->
          section >= US_NATIONAL && section <= LAST_US_STATE
              ? refusedUnless(isAllowedInUs(model, section))
              : Verdict.GPP_UNREADABLE;
    };
  }

  private Verdict europe(String part) {
    Verdict verdict = tcf.judge(part);
    if (verdict.isPersonal()) {
      return verdict;
    }
    return verdict == Verdict.CONSENT_REFUSED ? Verdict.GPP_REFUSED : Verdict.GPP_UNREADABLE;
  }

  private static Verdict refusedUnless(boolean allowed) {
    return allowed ? Verdict.PERSONAL : Verdict.GPP_REFUSED;
  }

  /** Express consent or implied, for every purpose and the vendor. */
  private boolean canada(TcfCaV1 section) {
    for (int purpose : purposes) {
      if (!isSet(section.getPurposesExpressConsent(), purpose)
          && !isSet(section.getPurposesImpliedConsent(), purpose)) {
        return false;
      }
    }
    return vendorId != 0
        && (section.getVendorExpressConsent().contains(vendorId)
            || section.getVendorImpliedConsent().contains(vendorId));
  }

  private static boolean isSet(List<Boolean> flags, int fromOne) {
    return fromOne <= flags.size() && Boolean.TRUE.equals(flags.get(fromOne - 1));
  }

  /** Before GPP 1.1 the section was the text itself, now its bits; the library reads the text. */
  private static String usPrivacy(UspV1 section, String part) {
    return part.length() == 4
        ? part
        : "1" + section.getNotice() + section.getOptOutSale() + section.getLspaCovered();
  }

  private static boolean isAllowedInUs(GppModel model, int section) {
    for (String optOut : OPT_OUTS) {
      int value = number(model, section, optOut);
      if (value != 0 && value != 2) {
        return false;
      }
    }
    for (String notice : NOTICES) {
      int value = number(model, section, notice);
      if (value != 0 && value != 1) {
        return false;
      }
    }
    return number(model, section, SERVICE_PROVIDER) != 1
        && isZero(field(model, section, CHILD))
        && !Boolean.TRUE.equals(field(model, section, GLOBAL_CONTROL));
  }

  private static int number(GppModel model, int section, String name) {
    return field(model, section, name) instanceof Integer value ? value : 0;
  }

  /** Any value but 0 says that the user is known to be a child. */
  private static boolean isZero(Object child) {
    return child instanceof List<?> values
        ? Set.of(0).containsAll(values)
        : child == null || child.equals(0);
  }

  /** Null if this state's section has no such field. */
  private static Object field(GppModel model, int section, String name) {
    try {
      return model.hasField(section, name) ? model.getFieldValue(section, name) : null;
    } catch (InvalidFieldException e) {
      return null;
    }
  }
}
