/** The proxy before real servers, used by clients of Redis that are not ours. */
package io.laminar.deploy.proxy;
