/**
 * Who the requests are about: stable user ids shared with whoever seeds the profiles, and a Zipf
 * distribution over them. Never talks to anything. Start reading at {@link
 * io.laminar.load.user.UserIds}.
 */
package io.laminar.load.user;
