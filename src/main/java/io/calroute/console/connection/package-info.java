/**
 * The pages of connections, and reading what a provider has; {@code ConnectionController} shows
 * them. When a connection counts as silent is decided by {@code provider/reading/Silence}, what is
 * said of one that is tried by {@code operations/provider/ConnectionProbe}, what accepting a
 * backfill does by {@code sync/backfill/BackfillPlan}.
 */
package io.calroute.console.connection;
