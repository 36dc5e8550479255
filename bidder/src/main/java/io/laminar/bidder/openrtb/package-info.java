/**
 * OpenRTB 2.6 on the wire: a request is read from its bytes, only the fields that are used; a
 * response is written from parts that were made at start. Knows no campaigns and takes no decision.
 * Start reading at {@link io.laminar.bidder.openrtb.BidRequestParser} and {@link
 * io.laminar.bidder.openrtb.BidResponseWriter}.
 */
package io.laminar.bidder.openrtb;
