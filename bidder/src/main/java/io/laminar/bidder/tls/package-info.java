/**
 * The certificate that the bidder's ports show, if any, and how it is renewed while they are open.
 * Start reading at {@link io.laminar.bidder.tls.CertificateKeeper}.
 */
package io.laminar.bidder.tls;
