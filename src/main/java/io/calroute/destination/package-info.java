/**
 * The words shared by the sync and the targets: a {@code Call} to a calendar, an {@code Answer}, a
 * {@code Failure}. The sync decides on a call, a route carries it out, the target's room turns what
 * came back into an answer; neither side knows the other. {@code Failure} says which kinds there
 * are and whether another try is of use, {@code Marker} what an event says of itself, {@code
 * StandingEvent} what is known of one that stands, {@code Target} which targets there are and which
 * share credentials.
 *
 * <p>{@code MailAddresses} decides which addresses and calendars are the same, {@code Allowance}
 * how much of a quota may be spent at once, {@code Imprint} how erased words are known again,
 * {@code SafeUrl} where tokens may be sent. {@code Quota} and {@code Spending} are what the sync
 * asks about costs.
 *
 * <p>Which failure is of which kind is decided by {@code destination/google/GoogleFailures} and
 * {@code destination/microsoft365/Microsoft365Failures}; whether a call may go out by {@code
 * sync/lane/QuotaGate}; how long is waited by {@code work/Backoff}.
 */
package io.calroute.destination;
