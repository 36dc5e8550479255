package io.laminar.bidder.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.bidder.currency.Rate;
import java.security.GeneralSecurityException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticeSealTest {

  private static final String KEY = "a key that nobody knows";

  private final NoticeSeal seal = new NoticeSeal(NoticeKeys.parse(KEY));

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, '', '', '', 0, ''",
    "0, 9223372036854775807, -9223372036854775808, d, x, EUR, 1700000000000, 1",
    "1764000000, 1250000, -42, 'a deal/é☕', an-exchange, '', 1764000300000, ''",
    "1764000000, 10, 9223372036854775807, '', '', USD, 999, 1",
  })
  void signsWhatItAlwaysSigned(
      long second,
      long highest,
      long user,
      String deal,
      String exchange,
      String currency,
      long settledMillis,
      String markup)
      throws GeneralSecurityException {
    Rate tender = currency.isEmpty() ? Rate.HOME : new Rate(currency, 1_080_000_000);
    var particulars = new Particulars(deal, exchange, tender, settledMillis, markup);
    var claim =
        new Claim("bid-1", Claim.imp("imp ü/1"), "c1", "cr.1", second, highest, user, particulars);
    var plain = new PlainSeal(KEY);

    assertThat(seal.sign(claim, false)).isEqualTo(plain.sign(claim, false));
    assertThat(seal.sign(claim, true)).isEqualTo(plain.sign(claim, true));
    assertThat(seal.isSigned(claim, false, signature(plain.sign(claim, true).exchange()))).isTrue();
    assertThat(seal.isSigned(claim, true, signature(plain.sign(claim, true).browser()))).isTrue();
    assertThat(seal.isSigned(claim, true, signature(plain.sign(claim, true).exchange()))).isFalse();
  }

  private static String signature(String query) {
    return query.substring(query.lastIndexOf('=') + 1);
  }
}
