package io.laminar.bidder.campaign;

import io.laminar.bidder.openrtb.Ad;
import io.laminar.bidder.openrtb.BidTemplate;

/**
 * One ad of a campaign.
 *
 * @param template what a response says of it
 * @param mime type of the media file; empty unless video or audio
 * @param protocol OpenRTB protocol of the markup (AdCOM 1.0, Creative Subtypes); 0 unless video or
 *     audio
 * @param landing where a click leads
 * @param weight its share of the campaign's impressions, against that of the other creatives that
 *     fit the same place
 */
public record Creative(
    BidTemplate template, String mime, int protocol, String landing, int weight) {

  public Ad ad() {
    return template.ad();
  }

  public String id() {
    return ad().creativeId();
  }
}
