/**
 * The front door: for whom a callback is, whether a route can take it now, and what its sender is
 * told.
 */
package io.calroute.callback.door;
