/**
 * How pages stay true. {@code Live} decides how soon open pages show a change, how many pages may
 * listen, in all and of one person, and how often they hear that the stream is alive; {@code
 * Watched} is what may change, {@code LiveController} the stream.
 */
package io.calroute.console.live;
