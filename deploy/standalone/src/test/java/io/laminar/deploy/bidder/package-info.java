/** The bidder on real servers: samples, broken input, the canary's life and the notices' way. */
package io.laminar.deploy.bidder;
