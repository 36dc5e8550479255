/**
 * What may be advertised: campaigns with their creatives, read and checked once at start, and what
 * each has spent today. Knows no requests. Start reading at {@link
 * io.laminar.bidder.campaign.CampaignFile} and {@link io.laminar.bidder.campaign.Campaign}.
 */
package io.laminar.bidder.campaign;
