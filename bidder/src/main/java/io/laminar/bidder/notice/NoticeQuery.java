package io.laminar.bidder.notice;

import io.laminar.bidder.currency.Rate;
import io.laminar.bidder.openrtb.NativeChoice;
import io.laminar.bidder.openrtb.NoticeUrl;
import io.laminar.stats.event.Subject;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Reads what a notice claims of its bid; whether it is signed is another question. */
final class NoticeQuery {

  private static final int LONGEST_ID = 64;
  private static final int LONGEST_NUMBER = 19;
  private static final int LONGEST_MARKUP = 2_000;
  private static final int LATEST_SECOND_DIGITS = 11;
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final String NUMBER_ALLOWED = "the whole number that the bid came with";
  private static final String AS_IT_CAME = "as the bid came with it";

  private NoticeQuery() {}

  /**
   * Reads.
   *
   * @param parameterByName answers null for a parameter that was not sent
   * @throws InvalidNoticeException if a parameter is missing or wrong
   */
  static Claim claim(UnaryOperator<String> parameterByName) throws InvalidNoticeException {
    String user = parameterByName.apply(NoticeUrl.USER);
    return new Claim(
        id(NoticeUrl.BID, parameterByName),
        Claim.imp(textOrEmpty(NoticeUrl.IMP, parameterByName)),
        id(NoticeUrl.CAMPAIGN, parameterByName),
        id(NoticeUrl.CREATIVE, parameterByName),
        number(NoticeUrl.SECOND, parameterByName),
        number(NoticeUrl.HIGHEST, parameterByName),
        user == null ? 0 : number(NoticeUrl.USER, user, user.startsWith("-") ? 1 : 0),
        particulars(parameterByName));
  }

  private static Particulars particulars(UnaryOperator<String> parameterByName)
      throws InvalidNoticeException {
    String deal = textOrEmpty(NoticeUrl.DEAL, parameterByName);
    if (!Subject.isLegal(deal)) {
      throw wrong(NoticeUrl.DEAL, AS_IT_CAME);
    }
    String exchange = textOrEmpty(NoticeUrl.EXCHANGE, parameterByName);
    if (exchange.length() > LONGEST_ID || !UrlText.isPlain(exchange)) {
      throw wrong(NoticeUrl.EXCHANGE, AS_IT_CAME);
    }
    return new Particulars(
        deal,
        exchange,
        tender(parameterByName),
        drawMillis(parameterByName),
        markup(parameterByName));
  }

  private static Rate tender(UnaryOperator<String> parameterByName) throws InvalidNoticeException {
    String currency = textOrEmpty(NoticeUrl.CURRENCY, parameterByName);
    if (currency.isEmpty()) {
      return Rate.HOME;
    }
    long nanos = number(NoticeUrl.RATE, parameterByName);
    if (!CURRENCY.matcher(currency).matches() || nanos == 0) {
      throw wrong(NoticeUrl.CURRENCY + " with " + NoticeUrl.RATE, AS_IT_CAME);
    }
    return new Rate(currency, nanos);
  }

  private static long drawMillis(UnaryOperator<String> parameterByName)
      throws InvalidNoticeException {
    String text = textOrEmpty(NoticeUrl.DRAW, parameterByName);
    if (text.length() > LATEST_SECOND_DIGITS) {
      throw wrong(NoticeUrl.DRAW, NUMBER_ALLOWED);
    }
    return text.isEmpty() ? 0 : number(NoticeUrl.DRAW, text, 0) * 1_000;
  }

  private static String markup(UnaryOperator<String> parameterByName)
      throws InvalidNoticeException {
    String text = textOrEmpty(NoticeUrl.MARKUP, parameterByName);
    if (text.isEmpty() || text.equals(Particulars.AS_IT_IS)) {
      return text;
    }
    try {
      if (text.length() <= LONGEST_MARKUP) {
        NativeChoice.read(text);
        return text;
      }
    } catch (IllegalArgumentException e) {
      throw wrong(NoticeUrl.MARKUP, AS_IT_CAME);
    }
    throw wrong(NoticeUrl.MARKUP, AS_IT_CAME);
  }

  private static String textOrEmpty(String name, UnaryOperator<String> parameterByName) {
    String text = parameterByName.apply(name);
    return text == null ? "" : text;
  }

  private static long number(String name, UnaryOperator<String> parameterByName)
      throws InvalidNoticeException {
    String text = parameterByName.apply(name);
    if (text == null) {
      throw missing(name, NUMBER_ALLOWED);
    }
    return number(name, text, 0);
  }

  private static long number(String name, String text, int from) throws InvalidNoticeException {
    try {
      if (digits(text, from)) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException e) {
      throw new InvalidNoticeException("parameter " + name + " is too large a number");
    }
    throw wrong(name, NUMBER_ALLOWED);
  }

  private static boolean digits(String text, int from) {
    if (text.length() == from || text.length() - from > LONGEST_NUMBER) {
      return false;
    }
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static String id(String name, UnaryOperator<String> parameterByName)
      throws InvalidNoticeException {
    String allowed = "1.." + LONGEST_ID + " letters, digits, dots, dashes or underscores";
    String value = parameterByName.apply(name);
    if (value == null) {
      throw missing(name, allowed);
    }
    if (value.isEmpty() || value.length() > LONGEST_ID || !UrlText.isPlain(value)) {
      throw wrong(name, allowed);
    }
    return value;
  }

  static InvalidNoticeException missing(String name, String allowed) {
    return new InvalidNoticeException("parameter " + name + " is missing; it must be " + allowed);
  }

  private static InvalidNoticeException wrong(String name, String allowed) {
    return new InvalidNoticeException("parameter " + name + " must be " + allowed);
  }
}
