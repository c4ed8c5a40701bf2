/**
 * Events for the hooks of an installation. {@code Events} decides what is told, when (when a
 * booking counts as called off, or as synced), and what of a client is in it; {@code EventType}
 * which events there are; {@code EventSettings} which are wanted, how long one that no hook took is
 * kept, how many, and how long an appointment has to have failed before that is told. {@code
 * EventWorkers} decides when an event is handed to {@code direct:on-event} again, how many at once,
 * and how long a hook may take; {@code EventStore} in which order, and which are given up. {@code
 * KeptEvent} is the document, a CloudEvent.
 *
 * <p>What a hook does stands in {@code routes/on-event.camel.yaml}. When somebody's edit is told is
 * decided by {@code sync/drift/DriftRule}, when a connection is silent by {@code
 * provider/reading/Silence}.
 */
package io.calroute.event;
