/**
 * Whether a request may be answered as one person's or only as anybody's: TCF, GPP, US privacy,
 * COPPA, limits of the device. Fails closed: what cannot be understood is a no. Never reads a
 * profile and never sees an address. Start reading at {@link
 * io.laminar.bidder.privacy.PrivacyGate}.
 */
package io.laminar.bidder.privacy;
