/**
 * How the link of an online meeting reaches the client: an address of Calroute's that never changes
 * and leads to the meeting of the moment. {@code MeetingLookup} finds it, {@code FoundMeeting}
 * decides what the client sees, {@code ClientLink} whether a browser may be sent there.
 */
package io.calroute.link;
