/**
 * Both ways with providers, as operators look at it and set it going. {@code ConnectionProbe}
 * decides what is said of a connection that is tried, {@code ConnectApi} when a webhook is made or
 * removed, {@code BackfillApi} which days a backfill reads unless somebody says, {@code ImportApi}
 * how large a file may be and which rows are left out, {@code StaffApi} which entry is proposed for
 * whom; {@code ConnectionApi} how a connection does. {@code AskedConnection} is the one a call is
 * about; {@code BackfillView} and {@code ConnectionView} are what is shown.
 *
 * <p>When a connection is silent is decided by {@code provider/reading/Silence}, which of the
 * provider's webhooks are ours by {@code provider/webhook/Webhooks}, which events a backfill takes
 * over by {@code sync/backfill/LookAlikes}.
 */
package io.calroute.operations.provider;
