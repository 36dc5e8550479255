/**
 * Reads JSON straight from its bytes, within limits, and makes nothing of what nobody asks for.
 * Knows nothing of what the JSON is about: whoever reads says what a refusal is. Start reading at
 * {@link io.laminar.bidder.json.JsonTokens}.
 */
package io.laminar.bidder.json;
