/**
 * What a route file is made of, with lines. {@code Affected} decides which routes an edit reaches,
 * in which order they stop, and which are replaced together; {@code FileOutline} what a file uses
 * (routes, kamelets, beans, components, mappings), {@code RouteOutline} whom a route may call,
 * {@code Address} which two ways to write an endpoint are the same.
 */
package io.calroute.bundle.outline;
