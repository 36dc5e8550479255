package io.laminar.load.answer;

/**
 * One bid of a response, as far as an exchange needs it. Texts that were absent are empty.
 *
 * @param id of the bid
 * @param seat on whose behalf
 * @param currency ISO 4217, of the whole response
 * @param priceMicros CPM in millionths of the currency
 * @param nurl told when the bid wins
 * @param burl told when it is billed
 * @param lurl told when it loses
 * @param delivery how its markup comes
 */
public record OfferedBid(
    String id,
    String impId,
    String seat,
    String adId,
    String currency,
    long priceMicros,
    String nurl,
    String burl,
    String lurl,
    Delivery delivery) {}
