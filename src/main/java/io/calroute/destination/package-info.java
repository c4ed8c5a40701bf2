/**
 * The words shared by the sync and the target clients: a call to a calendar, and what came of it.
 *
 * <p>The sync decides on a {@link io.calroute.destination.Call}; a route carries it out against
 * Google Calendar or Microsoft 365; the client's room turns whatever came back into an {@link
 * io.calroute.destination.Answer}. Neither side knows the other.
 *
 * <p>{@code Failure} says whether another try is of use, {@code Marker} what an event says of
 * itself, {@code MailAddresses} which addresses and calendars are the same.
 */
package io.calroute.destination;
