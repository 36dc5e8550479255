/** A copy that several processes share, and what becomes of it when some of them do badly. */
package io.laminar.deploy.workers;
