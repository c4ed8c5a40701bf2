/**
 * The verdicts themselves, pure decisions from facts to one sentence. {@code Verdicts} decides
 * which callbacks and appointments get one, {@code AppointmentDecision} on an appointment, {@code
 * PlaceDecision} on each calendar, {@code WordDecision} on a callback that was not applied, {@code
 * UnknownDecision} on an id that nothing is known by; {@code DirectoryTrial} which entries nearly
 * fit somebody, {@code Calendars} which calendars a directory names. {@code Cause} has the codes,
 * who acts, what to press, and which cause is graver (their order); {@code Actor} the words for who
 * acts; {@code Draft} puts the sentence and the buttons together; {@code EventAddress} is the link
 * that shows an event; {@code Verdict} the result.
 *
 * <p>How an appointment stands in lists and numbers is decided by {@code
 * operations/appointment/SyncState}; what needs somebody, by {@code console/today/NeedsReading}.
 */
package io.calroute.verdict.decision;
