/**
 * Where campaigns come from and how they change while the bidder runs: from a file that is watched,
 * or from PostgreSQL and the operators' API. A set is taken into use as a whole or not at all.
 * Never touches a request. Start reading at {@link io.laminar.bidder.catalog.CatalogKeeper}.
 */
package io.laminar.bidder.catalog;
