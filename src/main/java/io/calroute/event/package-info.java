/**
 * Events for the hooks of an installation: kept in the store with the change that they tell of, and
 * handed to the route {@code direct:on-event} afterwards, at least once and in order per subject.
 */
package io.calroute.event;
