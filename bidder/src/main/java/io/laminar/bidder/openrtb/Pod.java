package io.laminar.bidder.openrtb;

/**
 * The ad break that an imp belongs to (OpenRTB 2.6, 7.6). Without a duration the imp is one slot of
 * a structured pod; with one it is the dynamic part of a pod, which is hybrid if other imps have
 * the same id.
 *
 * @param id {@code podid}; empty if not given
 * @param sequence {@code podseq}: -1 the last pod of the content, 0 any, 1 the first
 * @param slot {@code slotinpod}: -1 the last ad of the pod, 0 any, 1 the first, 2 first or last
 * @param durationSeconds {@code poddur}: what all ads of the dynamic part may take; 0 if not given
 * @param maxAds {@code maxseq}: how many ads the dynamic part may have; 0 if not given
 */
public record Pod(String id, int sequence, int slot, int durationSeconds, int maxAds) {

  /** True if the exchange fills a time, false if it fills a slot. */
  public boolean isDynamic() {
    return durationSeconds > 0;
  }

  /** True if an ad of this length is not longer than all that the pod may take. */
  public boolean hasRoomFor(int seconds) {
    return !isDynamic() || seconds <= durationSeconds;
  }
}
