/** What a person sees while a load runs. Start reading at {@link io.laminar.load.live.LiveView}. */
package io.laminar.load.live;
