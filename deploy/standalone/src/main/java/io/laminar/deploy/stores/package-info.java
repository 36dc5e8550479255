/**
 * {@code laminar stores}: tells which engines there are and what each does by itself, fakes or
 * lacks. Opens no store and asks no server. Start reading at {@link
 * io.laminar.deploy.stores.StoresCommand}.
 */
package io.laminar.deploy.stores;
