/**
 * Routes: what runs, how often, what failed last, and the files that it is made of. {@code
 * RouteFailures} decides what is remembered of a failure and in which route it counts, {@code
 * RoutesReading} which routes are shown and from where the counts come, {@code RouteView} the
 * words; {@code RoutesController} shows them and has all files checked.
 *
 * <p>Why an edit is not in use is decided by {@code bundle/LiveBundle} and {@code
 * bundle/check/BundleCheck}.
 */
package io.calroute.console.routes;
