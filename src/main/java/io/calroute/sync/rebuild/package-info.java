/**
 * Rebuilds a lost store, the database, from what events in calendars say about themselves. {@code
 * Rebuild} decides which events are believed and which of several counts, {@code RebuildStore} what
 * is written: a placeholder, older than whatever its provider says next. Whose an event is, is
 * decided by {@code sync/planner/EventIds}; what is done with placeholders by {@code
 * routing/Placement} and {@code appointment/CallbackEffect}; what the command prints by {@code
 * command/RebuildCommand}.
 */
package io.calroute.sync.rebuild;
