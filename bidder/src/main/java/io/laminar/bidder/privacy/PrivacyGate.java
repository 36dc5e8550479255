package io.laminar.bidder.privacy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.laminar.bidder.openrtb.BidRequest;
import io.laminar.bidder.openrtb.Regs;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Judges the privacy signals of requests.
 *
 * <p>The signals are asked from the cheapest to the dearest and the first no decides. Where the
 * GDPR applies (it is said, or a GPP section says so, or nothing is said and the country is one of
 * its own, or nothing is said and there is a consent string but no country) a consent must cover
 * every purpose and the vendor of the {@link PrivacyOptions}.
 *
 * <p>Opening a string costs microseconds and is done once: verdicts are kept by string, so many
 * that the memory is bounded; longer strings than {@value #LONGEST} are not opened and count as
 * unreadable. Thread-safe; waits for nothing.
 */
public final class PrivacyGate {

  /** The longest string that is opened; one with every vendor there is has about 1,500. */
  static final int LONGEST = 4_096;

  /** The EEA, the United Kingdom and Switzerland. */
  private static final Set<String> GDPR_COUNTRIES =
      Set.of(
          "AUT", "BEL", "BGR", "HRV", "CYP", "CZE", "DNK", "EST", "FIN", "FRA", "DEU", "GRC", "HUN",
          "IRL", "ITA", "LVA", "LTU", "LUX", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "ESP",
          "SWE", "ISL", "LIE", "NOR", "GBR", "CHE");

  private static final int EUROPEAN_SECTION = 2;

  private final boolean presumeGdpr;
  private final TcfConsent tcf;
  private final GppSections gpp;
  private final Cache<String, Verdict> verdictByConsent;
  private final Cache<GppKey, Verdict> verdictByGpp;

  /** The sections that apply decide too. */
  private record GppKey(String text, List<Integer> sections) {}

  public PrivacyGate(PrivacyOptions options) {
    presumeGdpr = options.presumeGdpr();
    tcf = new TcfConsent(options.vendorId(), options.purposes());
    gpp = new GppSections(tcf, options.vendorId(), options.purposes());
    verdictByConsent = cache(options.cachedStrings());
    verdictByGpp = cache(options.cachedStrings());
  }

  private static <K> Cache<K, Verdict> cache(int strings) {
    return Caffeine.newBuilder().maximumSize(strings).executor(Runnable::run).build();
  }

  /** Judges one request; {@link Verdict#apply} then reduces it. */
  public Verdict judge(BidRequest request) {
    Regs regs = request.regs();
    if (regs.coppa()) {
      return Verdict.COPPA;
    }
    if (request.device().limited()) {
      return Verdict.DEVICE_LIMIT;
    }
    if (regs.usOptOut()) {
      return Verdict.US_OPT_OUT;
    }
    if (regs.unclear()) {
      return Verdict.UNCLEAR;
    }
    Verdict byConsent = gdprApplies(request) ? judgeConsent(request) : Verdict.PERSONAL;
    return byConsent.isPersonal() ? judgeGpp(request, byConsent) : byConsent;
  }

  private boolean gdprApplies(BidRequest request) {
    if (request.regs().gppSections().contains(EUROPEAN_SECTION)) {
      return true;
    }
    return switch (request.regs().gdpr()) {
      case APPLIES -> true;
      case DOES_NOT_APPLY -> false;
      case UNKNOWN -> {
        String country = request.country();
        yield country.isEmpty()
            ? !request.user().consent().isEmpty()
            : presumeGdpr && GDPR_COUNTRIES.contains(country);
      }
    };
  }

  private Verdict judgeConsent(BidRequest request) {
    String consent = request.user().consent();
    if (!consent.isEmpty()) {
      return open(
          verdictByConsent, consent, consent.length(), tcf::judge, Verdict.CONSENT_UNREADABLE);
    }
    // Since GPP the consent may stand in its European section alone, which is judged next.
    return request.regs().gppSections().contains(EUROPEAN_SECTION)
            && !request.regs().gpp().isEmpty()
        ? Verdict.PERSONAL
        : Verdict.NO_CONSENT;
  }

  private Verdict judgeGpp(BidRequest request, Verdict before) {
    Regs regs = request.regs();
    if (regs.gpp().isEmpty()) {
      return regs.gppSections().isEmpty() || GppSections.saysNoneApplies(regs.gppSections())
          ? before
          : Verdict.GPP_UNREADABLE;
    }
    if (GppSections.saysNoneApplies(regs.gppSections())) {
      return before;
    }
    var key = new GppKey(regs.gpp(), regs.gppSections());
    Verdict verdict =
        open(
            verdictByGpp,
            key,
            regs.gpp().length(),
            any -> gpp.judge(any.text(), any.sections()),
            Verdict.GPP_UNREADABLE);
    return verdict == Verdict.PERSONAL ? before : verdict;
  }

  private static <K> Verdict open(
      Cache<K, Verdict> cache,
      K key,
      int length,
      Function<K, Verdict> opener,
      Verdict whenUnreadable) {
    if (length > LONGEST) {
      return whenUnreadable;
    }
    Verdict known = cache.getIfPresent(key);
    if (known == null) {
      known = opener.apply(key);
      cache.put(key, known);
    }
    return known;
  }
}
