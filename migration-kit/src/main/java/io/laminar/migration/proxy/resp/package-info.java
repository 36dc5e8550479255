/**
 * Redis's wire protocol, both versions: bytes to requests, replies to bytes. Knows no command and
 * no store, and keeps no more than one request that is not yet whole. Start reading at {@link
 * io.laminar.migration.proxy.resp.RequestParser}.
 */
package io.laminar.migration.proxy.resp;
