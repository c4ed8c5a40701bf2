/**
 * How pages stay true: {@code Live} decides when every page that is open hears of a change; one
 * reader looks for all.
 */
package io.calroute.console.live;
