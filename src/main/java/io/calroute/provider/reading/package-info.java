/**
 * Reads providers' lists: reconciling and backfill. {@code ReconcileSettings} decides how often and
 * how far ahead, {@code ReadWorkers} which days a fast and a slow reading cover and which is next;
 * {@code Reader} what follows when an appointment is no longer listed (it is asked for; too many at
 * once are somebody's to look at) when a page is tried again, and when a list has no end; {@code
 * RowStore} what is known already, and that one has to be missing twice; {@code AppointmentPolling}
 * what is asked for again where there is no list; {@code RunStore} which replica reads, and that a
 * reading rests while much of it waits to be applied; {@code FileImport} that a file is taken
 * whole.
 *
 * <p>{@code Silence} decides when a connection counts as silent, {@code ConnectionStore} as what
 * else it is shown: in trouble, such as refused credentials, reading, or well.
 *
 * <p>How a page, and the next one, is asked for is said in the provider's {@code
 * <provider>-api.jslt}; that a missing appointment is gone is decided by the answer about it, in
 * {@code provider/asking/AskWorkers}; whether what was read is held until it is accepted, by {@code
 * applying/Sightings}; which events of a backfill are taken over, by {@code
 * sync/backfill/LookAlikes}.
 */
package io.calroute.provider.reading;
