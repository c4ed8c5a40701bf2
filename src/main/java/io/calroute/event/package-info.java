/**
 * Events for the hooks of an installation. {@code Events} decides what is told, and keeps it with
 * the change that it tells of; {@code EventWorkers} hands it to the route {@code direct:on-event},
 * at least once and in order per subject; {@code EventStore} decides which are given up.
 */
package io.calroute.event;
