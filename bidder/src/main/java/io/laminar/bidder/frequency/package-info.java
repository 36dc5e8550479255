/**
 * How often users have seen what: which impressions each had, told by billing notices, shared by
 * all bidders through Redis and remembered here for users who are asking. Never waits on the path
 * of a request. Start reading at {@link io.laminar.bidder.frequency.SeenBook}.
 */
package io.laminar.bidder.frequency;
