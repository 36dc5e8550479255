/**
 * A server that speaks Redis's protocol in front of any store, so that applications in any language
 * take part in a migration. Holds no data of its own. Start reading at {@link
 * io.laminar.migration.proxy.ProxyService}.
 */
package io.laminar.migration.proxy;
