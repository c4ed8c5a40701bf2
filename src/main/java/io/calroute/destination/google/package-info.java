/**
 * Google Calendar: turns Calroute's calls into requests of Camel's {@code google-calendar}
 * component, and its answers back. {@code GoogleEvents} decides what a call asks for, that a sweep
 * lists all events with our mark, whatever their day, and how the mark is written; {@code
 * GoogleAnswers} what an answer says; {@code GoogleFailures} which failures pass, pause or are for
 * good; {@code GoogleQuota} what a call costs and what Google allows a minute.
 *
 * <p>{@code GoogleProperties} has time limits, calls at once and the key file; {@code
 * OwnerCalendarFactory} decides that a 401 is tried once more, {@code OwnerCredentials} as whom
 * Google is called and which key files are unusable, {@code CalendarOwner} to whom Google counts a
 * call; {@code GoogleTokenException} and {@code GoogleCredentialsException} say why there is no
 * token.
 *
 * <p>Ids of events are {@code sync/planner/EventIds}', title and text {@code
 * mappings/lib/event.jslt}'s, busy and private {@code mappings/google-event.jslt}'s, who is told by
 * mail {@code sync/planner/TargetCalls}'; how long is waited after a failure {@code
 * work/Backoff}'s.
 */
package io.calroute.destination.google;
