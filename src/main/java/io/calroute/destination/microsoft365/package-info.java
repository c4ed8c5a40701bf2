/**
 * Microsoft 365, Exchange and Teams: turns Calroute's calls into requests of the {@code
 * microsoft365} component, and what comes back into answers. {@code Office365Events} decides what a
 * call asks for, that a sweep lists all events with our mark, whatever their day, and how the mark
 * is written; {@code TeamsMeetings} the same for online meetings; {@code Microsoft365Answers} what
 * an answer says; {@code Microsoft365Failures} which failures pass, pause or are for good. {@code
 * Microsoft365Properties} has time limits and credentials.
 *
 * <p>Which appointment gets a Teams meeting, and who organizes it, is decided by {@code
 * routing/Routing}; the words of an event by {@code mappings/office365-event.jslt} and {@code
 * mappings/lib/event.jslt}, of a meeting by {@code mappings/teams-meeting.jslt}; there is no quota
 * but what Graph asks for.
 */
package io.calroute.destination.microsoft365;
