/**
 * The certificate that the bidder's ports show, if any. Start reading at {@link
 * io.laminar.bidder.tls.TlsOptions}.
 */
package io.laminar.bidder.tls;
