/**
 * Reads bid responses and holds them against the request they answer. Never forgives: what an
 * exchange could not use is an invalid answer with a stated problem. Start reading at {@link
 * io.laminar.load.answer.BidResponseReader}.
 */
package io.laminar.load.answer;
