/**
 * Routes: what runs, how often, what failed last ({@code RouteFailures}); the files that it is made
 * of, and edits of them.
 */
package io.calroute.console.routes;
