/**
 * The decisions of the sync, all of them pure. {@code Planner} decides on the next call for one
 * event: none when nothing differs, a look when its etag no longer fits, and that an appointment is
 * over makes no difference; {@code LostAnswers} what follows a lost answer, {@code EventDifference}
 * what was edited, and what staff may change without its being put right (private, free or away,
 * words beside ours), {@code ReferenceOrder} which event waits for which, for how many failed
 * tries, and whose link is shown; {@code EventIds} the id of an event and whose an event is; {@code
 * ContentHash} whether two contents are the same.
 *
 * <p>{@code TargetCalls} decides what a call says and whether guests are told by mail, {@code
 * Guests} who they are, {@code WantedContent} which mapping makes an event and whether the client
 * is invited, {@code MeetingOnEvent} whether an event carries its Teams meeting, {@code SharedText}
 * how our words are exchanged among those of others. {@code Decision} and {@code Desired} are what
 * is decided, and when it is looked at again.
 *
 * <p>The title and words of events stand in {@code mappings/lib/event.jslt}; where an appointment
 * stands is decided by {@code routing/Routing}; pauses by {@code work/Backoff}; what drift leads to
 * by {@code sync/drift/DriftRule}; calls in one turn by {@code sync/turn/Turns}.
 */
package io.calroute.sync.planner;
